internal import Foundation
internal import ModuleRuntime

extension FastAPIEnvironment {
  /// What the fastapi track needs; never worse than limited, because the swift track works without it.
  package static func examine(
    home: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) async -> [DoctorFinding] {
    [await examinePython(environment), examinePackages(home)]
  }

  private static func examinePython(_ environment: [String: String]) async -> DoctorFinding {
    let name = "Python"
    do {
      let python = try await PythonInstallation.find(environment: environment)
      try python.requireVenv()
      return DoctorFinding(name, .ok, "\(python.path), \(python.version), with venv and ensurepip")
    } catch let missing as MissingRequirement {
      return DoctorFinding(name, .limited, missing.what, fix: missing.next)
    } catch {
      return DoctorFinding(name, .limited, "\(error)", fix: "Run `python3 --version` to see why. \(otherwise)")
    }
  }

  private static func examinePackages(_ home: String) -> DoctorFinding {
    let name = "FastAPI environment"
    guard let existing = existing(home: home) else {
      return DoctorFinding(
        name, .limited, "not created yet",
        fix:
          "The first lesson of the fastapi track creates it, which takes half a minute and the network. \(otherwise)")
    }
    return DoctorFinding(name, .ok, existing.python)
  }
}

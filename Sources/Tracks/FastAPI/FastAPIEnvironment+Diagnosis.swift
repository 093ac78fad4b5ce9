internal import Foundation
internal import ModuleRuntime

extension FastAPIEnvironment {
  /// What the fastapi track needs; never worse than limited, because the swift track works without it.
  package static func diagnose(
    home: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) async -> [Diagnosis] {
    [await diagnosePython(environment), diagnosePackages(home)]
  }

  private static func diagnosePython(_ environment: [String: String]) async -> Diagnosis {
    let name = "Python"
    do {
      let python = try await PythonInstallation.find(environment: environment)
      try python.requireVenv()
      return Diagnosis(name, .ok, "\(python.path), \(python.version), with venv and ensurepip")
    } catch let missing as MissingRequirement {
      return Diagnosis(name, .limited, missing.what, fix: missing.next)
    } catch {
      return Diagnosis(name, .limited, "\(error)", fix: "Run `python3 --version` to see why. \(otherwise)")
    }
  }

  private static func diagnosePackages(_ home: String) -> Diagnosis {
    let name = "FastAPI environment"
    guard let existing = existing(home: home) else {
      return Diagnosis(
        name, .limited, "not created yet",
        fix:
          "The first lesson of the fastapi track creates it, which takes half a minute and the network. \(otherwise)")
    }
    return Diagnosis(name, .ok, existing.python)
  }
}

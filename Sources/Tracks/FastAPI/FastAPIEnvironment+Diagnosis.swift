internal import Foundation
internal import ModuleRuntime

extension FastAPIEnvironment {
  /// What the fastapi track needs of this machine: limited at most, for the swift track needs none of it.
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
      return Diagnosis(name, .limited, "\(error)", fix: "Run it by hand: `python3 --version`. \(otherwise)")
    }
  }

  private static func diagnosePackages(_ home: String) -> Diagnosis {
    let name = "FastAPI environment"
    guard let existing = existing(home: home) else {
      return Diagnosis(
        name, .limited, "not made yet",
        fix:
          "The first lesson of the fastapi track makes it, in half a minute, over the network. \(otherwise)")
    }
    return Diagnosis(name, .ok, existing.python)
  }
}

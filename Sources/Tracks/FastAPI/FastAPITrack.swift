package import Base
package import ModuleRuntime

extension Track {
  package static let fastapi = Track("fastapi")
}

extension TrackLayout {
  package static let fastapi = TrackLayout(
    track: .fastapi, title: "FastAPI", language: "Python", mainFile: "main.py", sourceSuffix: ".py",
    isWholeFolder: false, toolFiles: ["__pycache__"])
}

/// FastAPI apps under uvicorn, in an environment that pitfall makes.
package struct FastAPITrack: TrackDefinition {
  package let layout = TrackLayout.fastapi
  package let isCompiled = false
  package let faultLog: any FaultLogReader = FastAPIFaultLog()

  package init() {}

  package func hint(on failure: StartFailure) -> String? { FastAPIStartHint(failure).sentence }

  package func runtime(_ installation: Installation, isolation: Isolation) -> any TrackRuntime {
    // Only pitfall's own code prepares the environment.
    FastAPIRuntime(installation)
  }

  package func logStatement(_ text: String) -> String { "logging.info(\"\(text)\")" }

  package func stackReader(_ installation: Installation) -> any StackReader {
    PySpy(python: FastAPIEnvironment.existing(home: installation.home)?.python)
  }

  package func examine(_ installation: Installation) async -> [DoctorFinding] {
    await FastAPIEnvironment.examine(home: installation.home)
  }

  package func workspaceFiles(_ installation: Installation) -> [String: String] { [:] }

  package func toolFiles(_ installation: Installation) -> [String] {
    [FastAPIEnvironment.requirementsFile(home: installation.home)]
  }
}

package import ModuleRuntime

/// Runs a FastAPI module under uvicorn, in the project's own environment.
package struct FastAPIRuntime: TrackRuntime {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func prepare(_ source: ModuleSource, progress: @escaping @Sendable (String) -> Void) async throws
    -> PreparedModule
  {
    let environment = try await FastAPIEnvironment.prepare(home: installation.home, progress: progress)
    return PreparedModule(
      source: source,
      // -I ignores the user's own Python settings, -B writes nothing into the learner's folder, and -u prints without a
      // buffer.
      arguments: [
        environment.python, "-I", "-B", "-u", "-c", ModuleLoader.program, source.mainFile, source.directory, "--fd",
        "3",
      ],
      loopThread: .main, scratch: nil)
  }
}

internal import Base
package import ModuleRuntime

/// Runs a FastAPI module under uvicorn, in the project's own environment.
package struct FastAPIRuntime: TrackRuntime {
  private let installation: Installation

  package init(_ installation: Installation) {
    self.installation = installation
  }

  package func prepare(_ source: ModuleSource, hooks: Hooks?, progress: @escaping @Sendable (String) -> Void)
    async throws -> PreparedModule
  {
    let environment = try await FastAPIEnvironment.prepare(home: installation.home, progress: progress)
    return PreparedModule(
      source: source,
      // -I ignores the user's own Python settings, -B writes nothing into the learner's folder, and -u prints without a
      // buffer.
      arguments: [
        environment.python, "-I", "-B", "-u", "-c", preamble(hooks) + ModuleLoader.program, source.mainFile,
        source.directory, "--fd", "3",
      ],
      loopThread: .main, variables: hooks?.variables(source, installation) ?? [:], readable: environment.folders)
  }

  /// Imports the hooks before uvicorn and the module, and leaves no trace of their folder.
  private func preamble(_ hooks: Hooks?) -> String {
    guard let module = hooks?.pythonModule else { return "" }
    let folder = JSONValue.text(installation.pythonHooks).description
    return "import sys; sys.path.insert(0, \(folder)); import \(module); del sys.path[0]\n"
  }
}

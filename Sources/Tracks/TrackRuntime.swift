package import ModuleRuntime

/// Turns a module of one track into something that can be started.
package protocol TrackRuntime: Sendable {
  /// Throws `StartFailure` when the module itself is wrong, and `MissingRequirement` when something is not installed.
  ///
  /// With `hooks`, which are for `diagnose` only, the module can be looked into while it runs.
  func prepare(_ source: ModuleSource, hooks: Hooks?, progress: @escaping @Sendable (String) -> Void) async throws
    -> PreparedModule
}

extension TrackRuntime {
  package func prepare(
    _ source: ModuleSource, progress: @escaping @Sendable (String) -> Void
  ) async throws -> PreparedModule {
    try await prepare(source, hooks: nil, progress: progress)
  }
}

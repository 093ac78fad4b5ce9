package import ModuleRuntime

/// Turns a module of one track into something that can be started.
package protocol TrackRuntime: Sendable {
  /// Throws `StartFailure` when the module itself is wrong, and `MissingRequirement` when something is not installed.
  func prepare(_ source: ModuleSource, progress: @escaping @Sendable (String) -> Void) async throws -> PreparedModule
}

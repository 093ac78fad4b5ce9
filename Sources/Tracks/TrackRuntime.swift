package import ModuleRuntime

/// What differs between the tracks: how a module becomes something that can be started.
package protocol TrackRuntime: Sendable {
  /// Throws `StartFailure` when the module itself is at fault, `MissingRequirement` when something is not installed.
  func prepare(_ source: ModuleSource, progress: @escaping @Sendable (String) -> Void) async throws -> PreparedModule
}

package import Base
package import ModuleRuntime

/// Everything that pitfall knows about one track. Each track has one, in its own folder.
package protocol TrackDefinition: Sendable {
  var layout: TrackLayout { get }

  /// True when preparing a module means compiling it.
  var isCompiled: Bool { get }

  /// What a learner should do about a module that starts and does not listen, in a sentence.
  var startHint: String { get }

  var faultLog: any FaultLogReader { get }

  func runtime(_ installation: Installation) -> any TrackRuntime

  /// What the track needs of this machine, for `doctor`.
  func diagnose(_ installation: Installation) async -> [Diagnosis]

  /// The texts of the files that a learner gets beside the module, by name. Their names are among the layout's
  /// `toolFiles`.
  func workspaceFiles(_ installation: Installation) throws -> [String: String]

  /// The paths of the files that a verdict depends on, besides pitfall itself and the guardian.
  func toolFiles(_ installation: Installation) -> [String]
}

extension TrackDefinition {
  package var track: Track { layout.track }
}

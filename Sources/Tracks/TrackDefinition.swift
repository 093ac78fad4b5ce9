package import Base
package import ModuleRuntime

/// Everything that pitfall knows about one track. Each track has one, in its own folder.
package protocol TrackDefinition: Sendable {
  var layout: TrackLayout { get }

  /// True when preparing a module means compiling it.
  var isCompiled: Bool { get }

  /// What a learner should do about a module that did not start, in a sentence, where the track knows more than others.
  func hint(on failure: StartFailure) -> String?

  var faultLog: any FaultLogReader { get }

  /// Prepares modules with the tools of the installation, isolated like the modules themselves.
  func runtime(_ installation: Installation, isolation: Isolation) -> any TrackRuntime
  /// A statement that writes a text to the module's log.
  func logStatement(_ text: String) -> String
  /// Shows where a module's threads are, for `diagnose`.
  func stackReader(_ installation: Installation) -> any StackReader

  /// What the track needs of this machine, for `doctor`.
  func examine(_ installation: Installation) async -> [DoctorFinding]

  /// The texts of the files that a learner gets beside the module, by name. Their names are among the layout's
  /// `toolFiles`.
  func workspaceFiles(_ installation: Installation) throws -> [String: String]

  /// The paths of the files that a verdict depends on, besides pitfall itself and the guardian.
  func toolFiles(_ installation: Installation) -> [String]
}

extension TrackDefinition {
  package var track: Track { layout.track }

  /// What a learner should do about a module that did not start, in a sentence.
  package func advice(on failure: StartFailure) -> String {
    if let hint = hint(on: failure) { return hint }
    return switch failure {
    case .doesNotCompile: "Fix the first error above; the ones after it often follow from it."
    case .compilesTooLong: "Look for a long expression, and split it or state the types in it."
    case .exited: "Start with the last line of the log: it says why the server exited."
    case .limit: "Look for a loop that does not end at the top of the module."
    case .neverListened, .servesElsewhere: "The module must serve on the socket that it is given."
    case .hungUp:
      "Look at the log, and at what makes the response to GET /ping: a server hangs up when it cannot send it."
    case .neverAnswered:
      "Look at what happens before the first response: middleware, start-up hooks, GET /ping itself."
    case .neverFinished, .tooLong:
      "Return {\"message\": \"pong\"} from GET /ping, and nothing else; look for a loop in the route or in a middleware."
    }
  }
}

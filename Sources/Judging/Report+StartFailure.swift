internal import Base
internal import Checks
package import Lessons
package import ModuleRuntime
package import Report

extension Report {
  /// A module that never ran has one check, `starts`, with the compiler's or the module's own words. `startHint` is the
  /// track's.
  package init(
    lesson: Lesson, source: ModuleSource, seed: UInt64, duration: Duration, preparation: Duration, checks: [Check],
    failure: StartFailure, startHint: String
  ) {
    let starts = Check(
      id: "starts", title: "The module starts", isRequired: true,
      points: checks.filter(\.isRequired).map(\.points).reduce(0, +), tracks: [source.track],
      probe: Located(value: "starts", place: SourceLine(file: source.mainFile, line: 1)),
      parameters: ManifestNode(empty: SourceLine(file: source.mainFile, line: 1)), during: [],
      next: Self.next(failure, startHint))
    let evidence = failure.evidence.isEmpty ? "" : "\n\(failure.evidence)"
    let finding = Finding(
      .fail, expected: "the module starts and answers GET /ping",
      measured: failure.description + evidence,
      reproduce: Self.reproduce(failure), measurements: [:])
    self.init(
      lesson: lesson, track: source.track, seed: seed, duration: duration, preparation: preparation,
      judged: [(starts, finding)])
  }

  /// What does not compile has said all there is to see.
  private static func reproduce(_ failure: StartFailure) -> String {
    if case .doesNotCompile = failure { "" } else { "curl -s http://127.0.0.1:8000/ping" }
  }

  private static func next(_ failure: StartFailure, _ startHint: String) -> String {
    switch failure {
    case .doesNotCompile: "Mend the first error above; the ones after it often follow from it."
    case .exited: "Read the end of its log first: it says what ended the module."
    case .limit: "Look for a loop that does not end at the top of the module."
    case .neverListened: startHint
    case .neverAnswered: "Look at what happens before the first answer: middleware, start-up hooks, GET /ping itself."
    }
  }
}

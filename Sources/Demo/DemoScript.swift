package import Base
package import Lessons
package import Report

/// What a lesson's demo.yaml says: how an instructor shows the lesson's pitfall to a class.
package struct DemoScript: Sendable {
  package typealias Step = DemoState.Step

  package struct Question: Sendable, Equatable {
    package let text: String
    package let choices: [String]
    /// The index of the right choice.
    package let answer: Int
  }

  package struct TrackScript: Sendable {
    /// The name of the fix that the broken server is shown beside.
    package let fix: String
    /// Texts of the broken module's lines that matter.
    package let marks: [Located<String>]
  }

  package let file: String
  package let question: Question
  /// What the race shows, in a few words.
  package let caption: String
  let race: any Race
  package let reveal: String
  package let rule: String
  /// For the speaker alone.
  package let notes: [Step: String]
  package let tracks: [Track: TrackScript]

  /// Throws `DemoError` when the demo does not have the track.
  package func script(_ track: Track, of lesson: Lesson) throws -> TrackScript {
    guard let script = tracks[track] else {
      throw DemoError.noTrack(track, lesson: lesson.id, known: tracks.keys.sorted())
    }
    return script
  }
}

package enum DemoError: Equatable, ToldError {
  case noDemo(lesson: String)
  case noTrack(Track, lesson: String, known: [Track])
  case doesNotStart(contestant: String, reason: String)

  package var exitCode: Int32 {
    if case .doesNotStart = self { 1 } else { 64 }
  }

  package var description: String {
    switch self {
    case .noDemo(let lesson): "\(lesson) has no demo: there is no demo.yaml in its folder."
    case .noTrack(let track, let lesson, let known):
      "The demo of \(lesson) has no \(track.rawValue) track. Choose --track \(known.map(\.rawValue).alternatives)."
    case .doesNotStart(let contestant, let reason): "The \(contestant) server does not start: \(reason)"
    }
  }
}

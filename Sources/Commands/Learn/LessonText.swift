package import Base
internal import Foundation
package import Lessons
package import Presentation
internal import Tracks

/// The text of a lesson as a learner reads it.
package enum LessonText {
  /// The part of `text` for one track, then the checks, then the command to continue with.
  package static func whole(_ lesson: Lesson, _ track: TrackLayout, _ text: String, next: String) -> ReadingText {
    let checks = lesson.checks(for: track.track).map { check in
      "- \(check.id): \(check.title), \(check.isRequired ? check.points.counted("point") : "bonus")"
    }
    return ReadingText(
      markdown: text + "\n\n## Checks\n\n" + checks.joined(separator: "\n") + "\n\nNext: \(next)"
    ).part(for: track, of: TrackRegistry.layouts)
  }

  /// The contents of a file, with LF as line breaks, and without the last one.
  package static func read(_ file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ManifestError("the text is missing", at: SourceLine(file: file, line: 1))
    }
    let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n")
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

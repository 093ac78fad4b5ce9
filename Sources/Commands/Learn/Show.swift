internal import ArgumentParser
internal import Base
internal import Checks
internal import Foundation
internal import Lessons
internal import Presentation
internal import Tracks

struct Show: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a lesson's text and checks; with 'api', the page on LessonKit.")

  @Argument(help: "A lesson, or 'api'. (default: the lesson you are at)") var lesson: String?
  @Option(
    help: ArgumentHelp(
      "The track whose text it is. (default: the one you are at, else \(TrackRegistry.standard.rawValue))")) var track:
    Track?
  @OptionGroup var common: CommonOptions
  @Flag(help: "One JSON object, for programs.") var json = false

  private struct Page: Encodable {
    struct Check: Encodable {
      let id: String
      let title: String
      let required: Bool
      let points: Int
      let tracks: [Track]
    }

    let lesson: String
    let title: String
    let summary: String
    let text: String
    let checks: [Check]

    init(_ lesson: Lesson, text: String) {
      self.lesson = lesson.id
      title = lesson.title
      summary = lesson.summary
      self.text = text
      checks = lesson.checks.map {
        Check(
          id: $0.id, title: $0.title, required: $0.isRequired, points: $0.points,
          tracks: $0.tracks.sorted())
      }
    }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    if lesson == "api" {
      let page = try LessonText.read(course.installation.lessonKitPage)
      if context.isAtPrompt { return context.console.show(ReadingText(markdown: page)) }
      // Word for word, for a program or a pager.
      return context.console.print(page)
    }
    let (lesson, track) = try course.place(lesson: self.lesson, track: self.track)
    let text = try LessonText.read(lesson.textFile)
    if json { return context.console.print(try JSONText.encode(Page(lesson, text: text + "\n"))) }
    let next = context.command(try course.nextCommand(), common)
    context.console.show(LessonText.whole(lesson, try lesson.layout(track), text, next: next))
  }
}

/// The text of a lesson as a learner reads it.
enum LessonText {
  /// Its part for one track, what is checked, and the command to go on with.
  static func whole(_ lesson: Lesson, _ track: TrackLayout, _ text: String, next: String) -> ReadingText {
    let checks = lesson.checks(for: track.track).map { check in
      "- \(check.id): \(check.title), \(check.isRequired ? Self.points(check.points) : "bonus")"
    }
    return ReadingText(
      markdown: text + "\n\n## Checks\n\n" + checks.joined(separator: "\n") + "\n\nNext: \(next)"
    ).part(for: track, of: TrackRegistry.layouts)
  }

  private static func points(_ count: Int) -> String {
    count == 1 ? "1 point" : "\(count) points"
  }

  /// Without its last line's end.
  static func read(_ file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ManifestError("the text is missing", at: SourceLine(file: file, line: 1))
    }
    let text = String(decoding: data, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

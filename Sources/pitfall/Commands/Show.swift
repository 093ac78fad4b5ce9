internal import ArgumentParser
internal import Curriculum
internal import Foundation
internal import Presentation

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a lesson's text and checks, or with 'api' the page on LessonKit.")

  @Argument(help: "A lesson, or 'api'.") var lesson: String
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
  }

  func run() throws {
    if lesson == "api" {
      print(try text(of: common.installation().home + "/Documentation/LessonKit.md"), terminator: "")
      return
    }
    let lesson = try common.pack().lesson(self.lesson)
    let text = try text(of: lesson.textFile)
    if json {
      print(
        try JSONText.encode(
          Page(
            lesson: lesson.id, title: lesson.title, summary: lesson.summary, text: text,
            checks: lesson.checks.map {
              Page.Check(
                id: $0.id, title: $0.title, required: $0.isRequired, points: $0.points,
                tracks: $0.tracks.sorted { $0.rawValue < $1.rawValue })
            })))
      return
    }
    print(text)
    print(common.style.paint("Checks", .bold))
    for check in lesson.checks {
      print("  \(check.id): \(check.title), \(check.isRequired ? "\(check.points) points" : "bonus")")
    }
    print("\nNext: \(CommandText.program) verify \(lesson.id)\(common.lessonsAsTyped)")
  }

  private func text(of file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ManifestError("the text is missing", at: Place(file: file, line: 1))
    }
    return String(decoding: data, as: UTF8.self)
  }
}

internal import ArgumentParser
internal import Curriculum
internal import Presentation

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the lessons.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "One JSON array, for programs.") var json = false

  private struct Entry: Encodable {
    let lesson: String
    let title: String
    let summary: String
    let tracks: [Track]
    let checks: [String]
  }

  func run() throws {
    let lessons = try common.pack().lessons()
    if json {
      print(
        try JSONText.encode(
          lessons.map {
            Entry(lesson: $0.id, title: $0.title, summary: $0.summary, tracks: $0.tracks, checks: $0.checks.map(\.id))
          }))
      return
    }
    let style = common.style
    for lesson in lessons {
      print("\(style.paint(lesson.id, .bold))  \(lesson.title)")
      print("    \(lesson.summary)")
      print("    tracks: \(lesson.tracks.map(\.rawValue).joined(separator: ", "))")
    }
    print("\nNext: \(CommandText.program) show \(lessons[0].id)\(common.lessonsAsTyped)")
  }
}

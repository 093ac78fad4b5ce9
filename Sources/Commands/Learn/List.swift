internal import ArgumentParser
internal import Base
internal import Presentation

struct List: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the lessons and your progress; welcome introduces pitfall.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print one JSON array.") var json = false

  private struct Entry: Encodable {
    let lesson: String
    let title: String
    let summary: String
    let tracks: [Track]
    let checks: [String]
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let lessons = try course.pack.lessons()
    if json {
      let entries = lessons.map {
        Entry(lesson: $0.id, title: $0.title, summary: $0.summary, tracks: $0.tracks, checks: $0.checks.map(\.id))
      }
      return context.console.print(try JSONText.encode(entries))
    }
    let progress = try course.readProgress()
    let style = context.style
    for lesson in lessons {
      let states = lesson.tracks.map { "\($0.rawValue): \(progress.state(of: lesson.id, $0).rawValue)" }
      context.console.print(
        """
        \(style.paint(lesson.id, .bold))  \(lesson.title)
        \(style.wrap(lesson.summary, indent: 4))
            \(states.joined(separator: ", "))
        """)
    }
    context.console.print("\nNext: \(context.command(try course.nextCommand(), common))")
  }
}

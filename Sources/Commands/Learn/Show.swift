internal import ArgumentParser
internal import Base
internal import Lessons
internal import Presentation
internal import Tracks

struct Show: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a lesson's text, LessonKit's page ('api'), or the 'article'.")

  @Argument(help: "A lesson, 'api', or 'article'. (default: the current lesson)") var lesson: String?
  @Option(help: .track("The track to show.")) var track: Track?
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print one JSON object.") var json = false

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
      // Unformatted, because it goes to a program or a pager.
      return context.console.print(page)
    }
    if lesson == "article" {
      let article = try Article(file: ArticleText.file("article.yaml", in: course.installation))
      if json { return context.console.print(try JSONText.encode(article)) }
      return context.console.show(ArticleText(context: context, common: common, course: course).map(article))
    }
    let (lesson, track) = try course.selection(lesson: self.lesson, track: self.track)
    let text = try LessonText.read(lesson.textFile)
    if json { return context.console.print(try JSONText.encode(Page(lesson, text: text + "\n"))) }
    let next = context.command(try course.nextCommand(), common)
    context.console.show(LessonText.whole(lesson, try lesson.layout(track), text, next: next))
  }
}

internal import ArgumentParser
internal import Base
internal import Demo
internal import Foundation
internal import ModuleRuntime
internal import Presentation
internal import Report

struct DemoCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show a lesson's pitfall to a class: the same load on the broken server and a fixed one, live.",
    discussion: """
      Space or Enter goes on, b back, r runs the race again, f races a fix of the audience, q ends. Everything is measured at that moment. Without a \
      terminal, or with --plain, all steps are printed one after the other.
      """)

  @OptionGroup var lesson: LessonOptions
  @Option(
    help: "The audience's own fix in place of the lesson's: a module's folder or file.", completion: .file())
  var against: String?
  @Flag(help: "Play alone, with a pause at each step.") var auto = false
  @Option(help: "Make the pauses of --auto so many times shorter. The load is never faster.") var speed = 1.0
  @Flag(help: "Run the race once, and say whether this machine can show the demo.") var check = false
  @Option(help: "Write all measurements of the race to a file.", completion: .file()) var json: String?
  @Flag(help: "Follow a demo that another terminal shows, with the speaker's notes on each step.") var notes = false
  @Flag(help: "Also serve a page that the class can follow in a browser, and vote on.") var web = false
  @Option(help: "The page's port; 0 for a free one.") var port = 0
  @Option(help: "The page's address: 0.0.0.0 lets others on the network follow by a link with a token.")
  var listen = "127.0.0.1"
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard speed.isFinite, (0.1...1_000).contains(speed) else {
      throw ValidationError("--speed must be between 0.1 and 1000.")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }

  func run(in context: CommandContext) async throws {
    if notes { return try await DemoNotes.follow(context.console) }
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    let demo = try Demo(lesson, track: track, against: against)
    let isolation = Isolation(try await IsolationProbe(course.installation).strongest(atMost: .namespaces).tier)
    let stage = DemoStage(demo, installation: course.installation, isolation: isolation, json: json)
    if check { return try await DemoPreflight(stage).run(context) }
    let pauses = auto ? DemoPauses(speed: speed) : nil
    let hasScreen = context.console.canLendTerminal && !context.style.isPlain
    guard hasScreen || web else { return try await DemoReading(stage, pauses).run(context) }
    let show = DemoShow(stage, style: context.style, pauses: pauses, hasScreen: hasScreen)
    guard web else { return try await context.console.lendTerminal { try await show.run() } }
    let place = DemoPage.Place(folder: course.installation.pages + "/demo", host: listen, port: port)
    try await context.console.lendTerminal {
      try await show.run(on: place) { page in
        for line in DemoPage.links(page, at: place) { context.console.note(line) }
      }
    }
  }
}

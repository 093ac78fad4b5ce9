internal import ArgumentParser
internal import Base
internal import Demo
internal import Foundation
internal import LineEditor
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
  @Option(
    help: "Write a page to hand out: all steps, with the race's plots. It needs no network and no scripts.",
    completion: .file())
  var html: String?
  @Option(
    help: "Record the terminal, with a marker at each step, for asciinema. Without a terminal, the demo plays alone.",
    completion: .file())
  var cast: String?
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
    let files = try DemoFiles(json: json, html: html)
    let stage = DemoStage(demo, installation: course.installation, isolation: isolation, files: files)
    let hasScreen =
      context.console.canLendTerminal
      && LineReading.choose(isPlainWanted: context.style.isPlain, environment: ProcessInfo.processInfo.environment)
        == .edited
    if check {
      try await DemoPreflight(stage).run(context)
    } else if hasScreen || web || cast != nil {
      try await show(stage, context, course.installation, hasScreen: hasScreen)
    } else {
      try await DemoReading(stage, auto ? DemoPauses(speed: speed) : nil).run(context)
    }
    if let complaint = stage.complaint { context.console.note(complaint) }
    try files.check()
  }

  private func show(
    _ stage: DemoStage, _ context: CommandContext, _ installation: Installation, hasScreen: Bool
  ) async throws {
    // Where no one can press a key, a demo goes on by itself.
    let isAlone = auto || !hasScreen && !web
    let show = DemoShow(
      stage, style: hasScreen ? context.style : Style(hasColor: true, hasUnicode: true),
      pauses: isAlone ? DemoPauses(speed: speed) : nil, hasScreen: hasScreen, cast: cast)
    let place = web ? DemoPage.Place(folder: installation.pages + "/demo", host: listen, port: port) : nil
    let last = Locked<DemoState?>(nil)
    try await context.console.lendTerminal {
      let state = try await show.run(on: place) { page in
        guard let place else { return }
        for line in DemoPage.links(page, at: place) { context.console.note(line) }
      }
      last.withLock { $0 = state }
    }
    if let cast { context.console.note("Recorded in \(cast). Play it with: asciinema play \(ShellWord.quoted(cast))") }
    if isAlone, let state = last.withLock({ $0 }) { try DemoFailure.check(state) }
  }
}

internal import ArgumentParser
internal import Curriculum
internal import Presentation
internal import Verification

struct LessonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "For the authors of lessons.", subcommands: [LessonCheckCommand.self])
}

struct LessonCheckCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove lessons: broken modules and decoys fail exactly as stated, fixes pass.")

  @Argument(help: "Lessons; all of them when none is named.") var lessons: [String] = []
  @OptionGroup var common: CommonOptions
  @Option(help: "Only this track.") var track: Track?
  @Option(help: "How often each module is judged.") var times = 1
  @Option(name: .customLong("only"), help: "Only modules whose name holds this text.") var only: String?
  @Flag(help: "One JSON object, for programs.") var json = false

  func validate() throws {
    guard (1...10_000).contains(times) else { throw ValidationError("--times must be between 1 and 10000.") }
  }

  private struct Row: Encodable {
    let lesson: String
    let track: Track
    let kind: ShippedModule.Kind
    let name: String
    let expected: [String]
    let seen: [[String]]
    let seconds: [Double]
    let inconclusive: Int
    let wrong: Int
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let pack = course.pack
    let console = context.console
    let chosen = try lessons.isEmpty ? pack.lessons() : lessons.map(pack.lesson)
    let view = MatrixView(context.style)
    var outcomes: [ModuleOutcome] = []
    for lesson in chosen {
      let modules = lesson.modules.filter { module in
        (track.map { $0 == module.track } ?? true) && (only.map { module.name.contains($0) } ?? true)
      }
      outcomes += try await LessonCheck(lesson, times: times, installation: course.installation).run(modules) {
        console.progress("\(lesson.id), \($0)")
      } finished: { outcome in
        if !json { show(outcome, view, context) }
      }
    }
    guard !outcomes.isEmpty else {
      throw UsageError(description: "No module is left to check: mind --track and --only.")
    }
    console.progress(nil)
    console.print(json ? try JSONText.encode(outcomes.map(Self.row)) : view.summary(outcomes))
    if !outcomes.allSatisfy(\.isAsExpected) { throw ExitCode(1) }
  }

  private func show(_ outcome: ModuleOutcome, _ view: MatrixView, _ context: CommandContext) {
    context.console.print(view.row(outcome))
    if let failure = outcome.startFailure { context.console.print(failure) }
    for report in outcome.surprises {
      let module =
        "\(report.lesson) --track \(report.track.rawValue) --module \(ShellWord.quoted(outcome.module.path))"
      let view = ReportView(
        context.style, verify: context.command("verify \(module)", common),
        run: context.command("run \(module)", common))
      context.console.print(view.text(report))
    }
  }

  private static func row(_ outcome: ModuleOutcome) -> Row {
    Row(
      lesson: outcome.lesson, track: outcome.module.track, kind: outcome.module.kind, name: outcome.module.name,
      expected: outcome.module.fails.sorted(), seen: outcome.seen.map { $0.sorted() }, seconds: outcome.seconds,
      inconclusive: outcome.inconclusive, wrong: outcome.wrong)
  }
}

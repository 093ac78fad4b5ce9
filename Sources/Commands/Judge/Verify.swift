internal import ArgumentParser
internal import Foundation
internal import Judging
internal import Learner
internal import Presentation
internal import Report

struct Verify: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judge a module: start it, measure it from outside, say what holds.")

  @OptionGroup var module: ModuleOptions
  @Option(name: .customLong("check"), help: ArgumentHelp("Judge this check alone.", valueName: "check"))
  var check: String?
  @Option(help: "Use the random values of an earlier run again.") var seed: UInt64?
  @Flag(help: "One JSON object, as Documentation/report.schema.json describes it.") var json = false
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let chosen = try await module.choose(course)
    if chosen.isOwn && !context.isAtPrompt {
      context.console.note("Your copy: \(CommandText.relative(chosen.source.mainFile))")
    }
    let verifier = try Verifier(chosen.lesson, track: chosen.track, only: check, installation: course.installation)
    // A module that is changed while it is judged has not passed as it stands then.
    let fingerprint = try chosen.isOwn ? course.workspace.fingerprint(chosen.lesson, chosen.track) : nil
    let report = try await verifier.verify(chosen.source, seed: seed ?? .random(in: 0...UInt64(UInt32.max))) { event in
      context.console.progress(event.sentence)
    }
    context.console.progress(nil)
    let code = ExitCode(report.verdict.exitCode)
    if let fingerprint, check == nil { try await record(report, fingerprint, of: chosen, in: course) }
    if json {
      context.console.print(try JSONText.encode(report))
      throw code
    }
    let view = ReportView(
      context.style, verify: context.command("verify" + chosen.asTyped, common),
      run: context.command("run" + chosen.asTyped, common))
    let damage = chosen.isOwn ? Damage.read(course.workspace.damageFile(chosen.lesson, chosen.track)) : nil
    show(report, beside: damage, view, context)
    if let next = next(report, chosen, context) { context.console.say(next) }
    throw code
  }

  private func show(_ report: Report, beside damage: Report?, _ view: ReportView, _ context: CommandContext) {
    let console = context.console
    guard let damage, report.started else { return console.print(view.text(report)) }
    if context.isAtPrompt {
      // One thing to mend at a time, so that it all fits on a screen.
      if let failure = view.firstFailure(report) { console.print(failure + "\n") }
    } else {
      console.print(view.checks(report) + "\n")
    }
    console.print(BeforeAfterView(context.style).text(before: damage, now: report) + "\n")
    console.print(view.summary(report))
  }

  private func record(
    _ report: Report, _ fingerprint: String, of chosen: ChosenModule, in course: Course
  ) async throws {
    let isUnchanged = try course.workspace.fingerprint(chosen.lesson, chosen.track) == fingerprint
    let pass = Learner.Progress.Pass(
      date: .now, fingerprint: fingerprint, seed: report.seed, points: report.score.points, of: report.score.of)
    _ = try await course.progress.update { progress in
      progress.record(
        lesson: chosen.lesson.id, track: chosen.track, points: report.score.points, of: report.score.of,
        pass: report.verdict == .pass && isUnchanged ? pass : nil)
    }
  }

  /// Where to go from here, for a learner whose own module it is.
  private func next(_ report: Report, _ chosen: ChosenModule, _ context: CommandContext) -> String? {
    guard chosen.isOwn else { return nil }
    let more =
      context.isAtPrompt && check == nil && report.checks.count { $0.verdict != .pass } > 1
      ? " verify --check ID tells all about another check." : ""
    return switch report.verdict {
    case .pass where check != nil: "Next: \(context.command("verify", common))"
    case .pass: "Passed. `\(context.command("next", common))` goes on; `solution` shows other ways to mend it."
    case .fail: "Next: \(context.command("edit", common)), then verify; hint helps.\(more)"
    case .inconclusive: "Next: \(context.command("verify", common)), when this machine has less to do"
    }
  }
}

extension Verdict {
  var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .inconclusive: 75
    }
  }
}

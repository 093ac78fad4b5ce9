internal import ArgumentParser
internal import Base
internal import Files
internal import Formats
internal import Grading
internal import Judging
internal import ModuleRuntime
internal import Presentation
internal import Report

private import struct Foundation.Data

struct Verify: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run your server, measure it from the outside, and report each check.")

  @OptionGroup var module: ModuleOptions
  @Option(name: .customLong("check"), help: ArgumentHelp("Run only this check.", valueName: "check"))
  var check: String?
  @Option(help: "Repeat the random values of an earlier run.") var seed: UInt64?
  @Flag(help: "Print one JSON object, described in Documentation/report.schema.json; for an error, too.") var json =
    false
  @Option(
    help: ArgumentHelp("Print the result as \(ResultFormats.all.map(\.id).alternatives).", valueName: "format"),
    completion: .list(ResultFormats.all.map(\.id)))
  var format: String?
  @Option(help: "Also draw the result for a slide, to an SVG file of 1280 by 720 pixels.", completion: .file())
  var svg: String?
  @Option(help: ArgumentHelp("How little of this machine your server can reach.", valueName: "tier"))
  var isolation: IsolationTier = .namespaces
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let format else { return }
    guard !json else { throw ValidationError("--json and --format cannot be used together.") }
    do {
      _ = try ResultFormats.format(format)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let chosen = try await course.module(module)
    if let svg { try AtomicFile.requirePlace(for: svg) }
    let files = json || format != nil ? try JudgedFiles(chosen) : nil
    // Said once something is judged: an error stands alone.
    let note = Locked(chosen.note(isAtPrompt: context.isAtPrompt))
    let output = Locked(GradeEvidence.Output?.none)
    let judged = try await LearnerVerification(course, upTo: isolation).judge(
      chosen, only: check, seed: seed
    ) { event in
      note.withLock { note in
        note.map(context.console.note)
        note = nil
      }
      event.sentence.map { context.console.progress($0) }
      if case .printed(let length, let text) = event {
        // Of several processes, the one that printed most.
        output.withLock {
          if length > $0?.length ?? 0 { $0 = GradeEvidence.Output(length: length, text: text.harmless) }
        }
      }
    }
    context.console.progress(nil)
    if let files {
      context.console.print(try text(judged.report, chosen, files, output.withLock { $0 }, course.installation))
    } else {
      let view = ReportView(
        context.style, verify: context.command("verify" + chosen.asTyped, common),
        run: context.command("run" + chosen.asTyped, common))
      show(judged, view, context)
      if let next = next(judged.report, chosen, context) { context.console.say(next) }
    }
    if let svg {
      let slide = ReportSlide(title: chosen.lesson.title, before: judged.before)
      try AtomicFile.write(Data(slide.text(judged.report).utf8), to: svg)
      context.console.note("The slide is in \(svg).")
    }
    throw ExitCode(judged.report.verdict.exitCode)
  }

  /// For programs, without the last line's end.
  private func text(
    _ report: Report, _ chosen: ChosenModule, _ files: JudgedFiles, _ output: GradeEvidence.Output?,
    _ installation: Installation
  ) throws -> String {
    let versions = ToolVersions.all(tracks: [chosen.track], installation: installation)
    guard let format else {
      var report = report
      report.provenance = files.provenance(versions)
      return try JSONText.encode(report)
    }
    let result = files.result(
      report, of: chosen, only: check, tools: try installation.fingerprint(), versions: versions, output: output)
    var scalars = try ResultFormats.format(format).text(of: [result]).unicodeScalars
    if scalars.last == "\n" { scalars.removeLast() }
    return String(scalars)
  }

  private func show(_ judged: LearnerVerification.Judged, _ view: ReportView, _ context: CommandContext) {
    let console = context.console
    let report = judged.report
    guard let before = judged.before, report.started else { return console.print(view.text(report)) }
    if context.isAtPrompt {
      // One thing to fix at a time, so that all of it fits on a screen.
      if let failure = view.firstFailure(report) { console.print(failure + "\n") }
    } else {
      console.print(view.checks(report) + "\n")
    }
    console.print(BeforeAfterView(context.style).text(before: before, now: report) + "\n")
    console.print(view.summary(report))
  }

  /// What a learner can do next with their own module; nil for another module.
  private func next(_ report: Report, _ chosen: ChosenModule, _ context: CommandContext) -> String? {
    guard chosen.isOwn else { return nil }
    let verify = context.command("verify", common)
    switch report.verdict {
    case .pass where check != nil: return "Next: \(verify)"
    case .pass:
      let solution = ", or \(context.quoted("solution", common)) to compare your fix with others"
      return "Passed. Type \(context.quoted("next", common)) to continue"
        + (chosen.lesson.fixes(report.track).isEmpty ? "" : solution) + "."
    case .fail:
      let edit = context.command("edit", common)
      let isOneOfMany = context.isAtPrompt && check == nil && report.checks.count { $0.verdict != .pass } > 1
      return (edit == "edit" ? "Edit" : "Next: \(edit)") + ", then verify again. Stuck? Type diagnose or hint."
        + (isOneOfMany ? " For details on another check: verify --check ID" : "")
    case .inconclusive: return "Next: \(verify), when this machine is less busy"
    }
  }
}

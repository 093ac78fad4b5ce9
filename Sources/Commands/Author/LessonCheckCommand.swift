internal import ArgumentParser
internal import Base
internal import LessonProof
internal import Lessons
internal import Presentation

private import class Foundation.ProcessInfo

struct LessonCheckCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove lessons: broken modules and decoys fail exactly as stated, fixes pass.",
    discussion: """
      Ends with 1 when a verdict is wrong: a broken module passes, a fix fails, a decoy fails other checks than stated, \
      or a module does not start. Ends with 75 when none is, but one stayed inconclusive. A wrong verdict counts and is \
      never tried again; an inconclusive one is, once, alone.
      """)

  /// All modules get the same two processors, so that more at once would only wait for each other.
  private static let mostJobs = 2

  @Argument(help: "Lessons; all of them when none is named.") var lessons: [String] = []
  @OptionGroup var common: CommonOptions
  @Option(help: "Only this track.") var track: Track?
  @Option(help: "How often each module is judged.") var times = 1
  @Option(name: .customLong("only"), help: "Only modules whose name holds this text.") var only: String?
  @Option(help: "How many modules are judged at once. (default: as many as there are processors, at most 2)")
  var jobs: Int?
  @Flag(help: "Go on with a check that was cut off: what it finished of the same files is taken over.")
  var resume = false
  @Option(
    help: "Where finished runs are kept. (default: .build/lesson-check/journal.jsonl in pitfall's folder)",
    completion: .file())
  var journal: String?
  @Flag(help: "One JSON array, for programs.") var json = false

  func validate() throws {
    guard (1...10_000).contains(times) else { throw ValidationError("--times must be between 1 and 10000.") }
    guard (1...64).contains(jobs ?? 1) else { throw ValidationError("--jobs must be between 1 and 64.") }
    guard journal != "" else { throw ValidationError("--journal needs a path: the file to keep finished runs in.") }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let subjects = try subjects(course.pack)
    let file = journal ?? course.installation.home + "/.build/lesson-check/journal.jsonl"
    let watcher = LessonCheckWatcher(context, total: subjects.count * times)
    let check = LessonCheck(
      subjects, times: times, jobs: jobs ?? min(ProcessInfo.processInfo.activeProcessorCount, Self.mostJobs),
      journal: try CheckJournal(file, installation: course.installation), installation: course.installation
    ) { watcher.notice($0) }
    let outcomes: [ModuleOutcome]
    do {
      outcomes = try await check.run(takingOver: resume)
    } catch {
      watcher.sayWhatIsKept(resume: context.command(asTyped, common))
      throw error
    }
    context.console.progress(nil)
    if json {
      context.console.print(try JSONText.encode(outcomes.map(LessonCheckRow.init)))
    } else {
      show(outcomes, context)
    }
    let code = outcomes.verdict.exitCode
    if code != 0 { throw ExitCode(code) }
  }

  private func subjects(_ pack: Pack) throws -> [LessonCheck.Subject] {
    let chosen = try lessons.isEmpty ? pack.lessons() : lessons.map(pack.lesson)
    let subjects = chosen.flatMap { lesson in
      lesson.modules.filter { module in
        (track.map { $0 == module.track } ?? true) && (only.map { module.name.contains($0) } ?? true)
      }.map { LessonCheck.Subject(lesson: lesson, module: $0) }
    }
    guard !subjects.isEmpty else {
      throw UsageError(description: "No module is left to check: mind --track and --only.")
    }
    return subjects
  }

  private func show(_ outcomes: [ModuleOutcome], _ context: CommandContext) {
    let view = MatrixView(context.style)
    context.console.print(view.text(outcomes) + "\n")
    for outcome in outcomes {
      // One report for each way of being wrong tells all.
      var told: Set<Set<String>> = []
      for run in outcome.wrong where told.insert(run.failed).inserted {
        guard let report = run.surprise else { continue }
        let module =
          "\(report.lesson) --track \(report.track.rawValue) --module \(ShellWord.quoted(outcome.module.path))"
        let reportView = ReportView(
          context.style, verify: context.command("verify \(module)", common),
          run: context.command("run \(module)", common))
        context.console.print(view.complaint(outcome) + "\n" + reportView.text(report) + "\n")
      }
    }
    context.console.say("All: \(view.summary(outcomes))")
    if outcomes.verdict == .inconclusive {
      context.console.say("What is inconclusive is judged again, once this machine has less to do, by:")
      context.console.print(context.command(asTyped, common))
    }
  }

  /// To go on with this check.
  private var asTyped: String {
    let options =
      lessons + (track.map { ["--track", $0.rawValue] } ?? []) + (times == 1 ? [] : ["--times", "\(times)"])
      + (only.map { ["--only", ShellWord.quoted($0)] } ?? [])
      + (journal.map { ["--journal", ShellWord.quoted($0)] } ?? []) + ["--resume"]
    return "lesson check " + options.joined(separator: " ")
  }
}

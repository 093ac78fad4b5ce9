internal import ArgumentParser
internal import Base
internal import Grading
internal import LessonProof
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Report

private import class Foundation.ProcessInfo

struct LessonCheckCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove lessons: broken modules and decoys fail exactly as stated, fixes pass, demos show the pitfall.",
    discussion: """
      Ends with 1 when a verdict is wrong: a broken module passes, a fix fails, a decoy fails other checks than stated, \
      a module does not start, or a demo's race does not show what it is for. Ends with 75 when none is, but one stayed inconclusive. A wrong verdict counts and is \
      never tried again; an inconclusive one is, once, alone.
      """)

  /// All modules get the same two processors, so that more at once would only wait for each other.
  private static let mostJobs = 2

  @Argument(help: "Lessons; all of them when none is named.") var lessons: [String] = []
  @OptionGroup var common: CommonOptions
  @Option(help: "Only this track.") var track: Track?
  @Option(help: "How often each module is judged, and each demo run.") var times = 1
  @Option(name: .customLong("only"), help: "Only modules whose name holds this text; `demo` for the demos.") var only:
    String?
  @Option(
    name: .customLong("isolation"),
    help: ArgumentHelp("Isolate modules as grade does, at this tier. (default: as verify does)", valueName: "tier"))
  var tier: IsolationTier?
  @Option(help: "How many modules are judged at once. (default: as many as there are processors, at most 2)")
  var jobs: Int?
  @Flag(help: "Go on with a check that was cut off: what it finished of the same files is taken over.")
  var resume = false
  @Option(
    help: "Where finished runs are kept. (default: .build/lesson-check/journal.jsonl in pitfall's folder)",
    completion: .file())
  var journal: String?
  @Flag(help: "One JSON array, for programs.") var json = false
  @Flag(help: "Instead of tables: how far right and wrong modules are from each limit, as Markdown.")
  var margins = false

  func validate() throws {
    guard (1...10_000).contains(times) else { throw ValidationError("--times must be between 1 and 10000.") }
    guard (1...64).contains(jobs ?? 1) else { throw ValidationError("--jobs must be between 1 and 64.") }
    guard !(json && margins) else { throw ValidationError("--json and --margins exclude each other.") }
    guard journal != "" else { throw ValidationError("--journal needs a path: the file to keep finished runs in.") }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let lessons = try course.pack.lessons(named: lessons)
    let subjects = subjects(lessons)
    sayWhatIsMissing(subjects, context)
    let jobs = jobs ?? min(ProcessInfo.processInfo.activeProcessorCount, Self.mostJobs)
    let isolation = try await slotIsolation(course.installation, slots: jobs)
    // A margin is a check's; a demo has none.
    let demos = try LessonCheckDemos(
      margins ? [] : lessons, track: track, only: only, times: times, installation: course.installation,
      isolation: isolation(0))
    guard !subjects.isEmpty || !demos.isEmpty else {
      throw UsageError(description: "No module is left to check: mind --track and --only.")
    }
    let file = journal ?? course.installation.home + "/.build/lesson-check/journal.jsonl"
    let watcher = LessonCheckWatcher(context, total: subjects.count * times)
    let proof = Proof(
      subjects, times: times, jobs: jobs,
      journal: try Proof.journal(file, installation: course.installation, tier: isolation(0).tier),
      installation: course.installation, isolation: isolation
    ) { watcher.notice($0) }
    let start = MachineLoad()
    let modules: [ProvenModule]
    do {
      modules = subjects.isEmpty ? [] : try await proof.run(resuming: resume)
    } catch {
      watcher.sayWhatIsKept(resume: context.command(asTyped, common))
      throw error
    }
    context.console.progress(nil)
    let outcomes = modules.map(\.outcome)
    let shows = try await demos.run(context)
    if json {
      let rows =
        outcomes.map { LessonCheckEntry.module(LessonCheckRow($0)) } + shows.map { .demo(DemoCheckRow($0)) }
      context.console.print(try JSONText.encode(rows))
    } else if margins {
      showMargins(modules, since: start, context)
    } else {
      show(outcomes, shows, context)
    }
    let verdicts = [outcomes.verdict, shows.verdict]
    let code = (verdicts.first { $0 == .fail } ?? verdicts.first { $0 == .inconclusive } ?? .pass).exitCode
    if code != 0 { throw ExitCode(code) }
  }

  /// How the module in each slot is isolated.
  private func slotIsolation(_ installation: Installation, slots: Int) async throws -> @Sendable (Int) -> Isolation {
    guard let wanted = tier else {
      let learners = Isolation(try await IsolationProbe(installation).strongest(atMost: .namespaces).tier)
      return { _ in learners }
    }
    let asked = try await SlotIsolation(installation, atMost: wanted, slots: slots)
    try asked.found.require(wanted)
    return asked.slot
  }

  private func subjects(_ lessons: [Lesson]) -> [ProofSubject] {
    lessons.flatMap { lesson in
      lesson.modules.filter { module in
        (track.map { $0 == module.track } ?? true) && (only.map { module.name.contains($0) } ?? true)
      }.map { ProofSubject(lesson: lesson, module: $0) }
    }
  }

  /// A handout for learners, for one, proves nothing about fixes.
  private func sayWhatIsMissing(_ subjects: [ProofSubject], _ context: CommandContext) {
    let bare = subjects.map(\.lesson).filter { $0.modules.allSatisfy { $0.kind == .broken } }.map(\.id)
    guard !bare.isEmpty else { return }
    let names = Set(bare).sorted()
    context.console.note(
      "There are no fixes and no decoys of \(names.joined(separator: ", ")), so only the broken modules are judged.")
  }

  private func show(_ outcomes: [ModuleOutcome], _ demos: [DemoOutcome], _ context: CommandContext) {
    let view = MatrixView(context.style)
    if !outcomes.isEmpty { context.console.print(view.text(outcomes) + "\n") }
    for outcome in outcomes {
      // One report for each way of being wrong tells all.
      var told: Set<Set<String>> = []
      for run in outcome.wrong where told.insert(run.failed).inserted {
        guard let report = run.surprise else { continue }
        let module =
          "\(report.lesson) --track \(report.track.rawValue) --module \(ShellWord.quoted(outcome.path))"
        let reportView = ReportView(
          context.style, verify: context.command("verify \(module)", common),
          run: context.command("run \(module)", common))
        context.console.print(view.complaint(outcome) + "\n" + reportView.text(report) + "\n")
      }
    }
    if !demos.isEmpty { context.console.print(DemoProofView(context.style).text(demos) + "\n") }
    if !outcomes.isEmpty { context.console.say("All: \(view.summary(outcomes))") }
    if outcomes.verdict == .inconclusive || demos.verdict == .inconclusive {
      context.console.say("What is inconclusive is judged again, once this machine has less to do, by:")
      context.console.print(context.command(asTyped, common))
    }
  }

  /// The document alone is the result; what is wrong is said beside it.
  private func showMargins(_ modules: [ProvenModule], since start: MachineLoad?, _ context: CommandContext) {
    let view = MatrixView(context.style)
    let outcomes = modules.map(\.outcome)
    for outcome in outcomes where !outcome.wrong.isEmpty { context.console.note(view.complaint(outcome)) }
    context.console.note("All: \(view.summary(outcomes))")
    let words = (["pitfall lesson check"] + options + ["--margins"]).joined(separator: " ")
    // Of runs that are taken over, no one knows what ran beside them.
    let share = resume ? nil : start.flatMap { start in MachineLoad()?.othersShare(since: start) }
    let document = MarginsDocument(
      modules,
      MarginsDocument.Circumstances(
        command: words, processors: ProcessInfo.processInfo.activeProcessorCount, architecture: Machine.architecture,
        othersShare: share))
    context.console.print(document.text)
  }

  /// To resume.
  private var asTyped: String {
    let rest =
      (journal.map { ["--journal", ShellWord.quoted($0)] } ?? []) + ["--resume"] + (margins ? ["--margins"] : [])
    return "lesson check " + (options + rest).joined(separator: " ")
  }

  /// What says which modules are judged, and how often.
  private var options: [String] {
    lessons + (track.map { ["--track", $0.rawValue] } ?? []) + (times == 1 ? [] : ["--times", "\(times)"])
      + (only.map { ["--only", ShellWord.quoted($0)] } ?? [])
      + (tier.map { ["--isolation", $0.rawValue] } ?? [])
  }
}

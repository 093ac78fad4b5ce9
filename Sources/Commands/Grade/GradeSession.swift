internal import ArgumentParser
internal import Base
internal import Files
internal import Foundation
internal import Grading
internal import ModuleRuntime
internal import Presentation
internal import Report

/// Grading into one output folder.
struct GradeSession: Sendable {
  static let classFile = "class.yaml"

  let command: GradeJudgeCommand
  let course: Course
  let out: String
  let context: CommandContext

  init(_ command: GradeJudgeCommand, _ course: Course, out: String, _ context: CommandContext) {
    self.command = command
    self.course = course
    self.out = out
    self.context = context
  }

  func grade(_ submissions: String) async throws {
    let plan = try GradePlan(command, course.pack).plan(file: command.classFile)
    let rules = IntakeRules(layouts: plan.layouts, patterns: plan.allowed)
    let entries = try SubmissionEntry.list(
      submissions, rules: rules, lessons: plan.assignments.map(\.lesson.id),
      others: [out] + (command.classFile.map { [$0] } ?? []))
    guard !entries.isEmpty else { throw UsageError(description: "There is no submission in \(submissions).") }
    let settings = try await settings(plan)
    let lock = try await FolderLock(command.shard, of: out)
    defer { withExtendedLifetime(lock) {} }
    try keepClass(command.classFile)
    let key = try courseKey()
    let attempt = command.attempt
    let finder = WorkFinder(
      settings, attempt: attempt, submitted: command.submitted?.date, rules: rules, installation: course.installation
    ) {
      key.seed(lesson: $0, track: $1, submissionHash: $2, attempt: attempt)
    }
    let found = try await finder.find(entries.filter { command.shard.contains($0.name) }, slots: command.slots)
    try leave(try await run(found, settings))
  }

  /// Judges what is found, writes everything, prints the table, and returns the results that count.
  func run(_ found: WorkFinder.Found, _ settings: GradeSettings) async throws -> [GradeResult] {
    let outputs = try GradeOutputs(out: out, pack: course.pack, formats: command.formats.ids)
    let ledger = try GradeLedger(ResultsFile(out))
    let watcher = GradeWatcher(context)
    let keys = found.works.map(\.key) + found.results.map(GradeKey.init)
    let current = Dictionary(grouping: keys, by: \.submission).mapValues(Set.init)
    // Whatever ends it, what is finished is worth writing.
    let ending: Result<Void, any Error>
    do {
      try await ClassJudging(course.installation, atMost: command.isolation, slots: command.slots)
        .run(found, settings, ledger) { watcher.notice($0) }
      ending = .success(())
    } catch {
      ending = .failure(error)
    }
    context.console.progress(nil)
    let all = await ledger.counting(current: current)
    if case .failure = ending { watcher.sayWhatIsKept() }
    try ResultsNotWritten.check { try outputs.write(all) }
    try ending.get()
    // Without results, too, so that a merge can tell a shard that had none from a folder that is no shard.
    try ResultsFile(out).create()
    let own = all.filter { current[$0.submission] != nil }
    if !own.isEmpty { context.console.print(GradeTable(context.style).text(own)) }
    return own
  }

  /// A later regrade uses the same points, unless it is given others.
  func keepClass(_ file: String?) throws {
    guard let file, let text = try RegularFile.read(file) else { return }
    let path = Path.joined(out, Self.classFile)
    if try RegularFile.read(path) != text { try AtomicFile.write(text, to: path) }
  }

  /// Throws `MissingTier` when the class requires more than this machine has.
  func settings(_ plan: ClassPlan) async throws -> GradeSettings {
    let found = try await IsolationProbe(course.installation).strongest(atMost: command.isolation)
    try plan.require(found)
    let versions = ToolVersions.all(
      tracks: Set(plan.assignments.flatMap(\.tracks)), installation: course.installation)
    return try GradeSettings(
      plan: plan, out: out, tier: found.tier, tools: course.installation.fingerprint(), versions: versions)
  }

  /// Ends the command with the exit code of its results.
  func leave(_ results: [GradeResult]) throws {
    if results.contains(where: { !$0.gradable }) { throw ExitCode(75) }
    if results.contains(where: { $0.outcome != .passed }) { throw ExitCode(1) }
  }

  private func courseKey() throws -> CourseKey {
    guard let path = command.key ?? CourseKey.standardPath(ProcessInfo.processInfo.environment) else {
      throw UsageError(description: "Neither XDG_STATE_HOME nor HOME is set, so name the course's key with --key FILE.")
    }
    let place = FileKind.resolved(Path.absolute(path))
    guard !place.hasPrefix(FileKind.resolved(Path.absolute(out)) + "/") else {
      throw UsageError(
        description: "The course's key must not be in the output folder, which others may see. Choose another --key.")
    }
    return try CourseKey.load(path)
  }
}

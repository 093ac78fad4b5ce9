internal import ArgumentParser
internal import Base
internal import Files
internal import Grading
internal import Lessons
internal import Presentation
internal import Report

/// Judges the submissions of an old output folder again, with the seeds that they had.
struct GradeRegrade {
  private let session: GradeSession

  init(_ session: GradeSession) {
    self.session = session
  }

  func run(_ old: String) async throws {
    let file = ResultsFile(old)
    let before = try file.readSome().counting
    guard FileKind.resolved(Path.absolute(file.folder)) != FileKind.resolved(Path.absolute(session.out)) else {
      throw UsageError(description: "--out must be another folder than the old one, which stays as it is.")
    }
    let own = Path.joined(file.folder, GradeSession.classFile)
    let classFile = session.command.classFile ?? (FileKind(own) == .file ? own : nil)
    let plan = try plan(classFile, before)
    let lock = try await FolderLock(session.command.shard, of: session.out)
    defer { withExtendedLifetime(lock) {} }
    try session.keepClass(classFile)
    let settings = try await session.settings(plan)
    let (found, left) = try find(before, plan, KeptSubmissions(out: file.folder))
    if left > 0 {
      session.context.console.note(
        "\(left.counted("result")) cannot be judged again: the files are not kept, or the class does not ask for them.")
    }
    let after = try await session.run(found, settings)
    let changes = changes(before, after)
    session.context.console.print("\n" + GradeChangesView(session.context.style).text(changes, of: after.count))
    if after.contains(where: { !$0.gradable }) { throw ExitCode(75) }
    if changes.contains(where: { $0.direction == .fallen }) { throw ExitCode(1) }
  }

  /// Without a class.yaml, each lesson that was graded, with its own points.
  private func plan(_ file: String?, _ results: [GradeResult]) throws -> ClassPlan {
    var command = session.command
    if file == nil && command.lessons.isEmpty { command.lessons = Set(results.map(\.lesson)).sorted() }
    return try GradePlan(command, session.course.pack).plan(file: file)
  }

  /// Also the number of results that cannot be judged again.
  private func find(
    _ results: [GradeResult], _ plan: ClassPlan, _ old: KeptSubmissions
  ) throws -> (WorkFinder.Found, left: Int) {
    var (found, left) = (WorkFinder.Found(), 0)
    let kept = KeptSubmissions(out: session.out)
    for result in results where session.command.shard.contains(result.submission) {
      let assignment = plan.assignments.first { $0.lesson.id == result.lesson && $0.tracks.contains(result.track) }
      if result.outcome == .rejected {
        found.results.append(result)
        continue
      }
      guard let assignment, !result.evidence.files.isEmpty else {
        left += 1
        continue
      }
      do {
        try kept.take(result.evidence.submissionHash, track: result.track, from: old)
      } catch is KeptSubmissionError {
        left += 1
        continue
      }
      found.works.append(
        GradeWork(
          submission: result.submission, assignment: assignment, layout: try assignment.lesson.layout(result.track),
          submissionHash: result.evidence.submissionHash, files: result.evidence.files,
          submitted: result.score.submitted, attempt: result.attempt, seed: result.evidence.seed))
    }
    return (found, left)
  }

  private func changes(_ before: [GradeResult], _ after: [GradeResult]) -> [GradeChange] {
    let old = Dictionary(before.map { (GradeKey($0), $0) }) { first, _ in first }
    return after.compactMap { result in old[GradeKey(result)].flatMap { GradeChange(from: $0, to: result) } }
  }
}

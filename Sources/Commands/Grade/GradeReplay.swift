internal import ArgumentParser
internal import Base
internal import Files
internal import Grading
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Report

/// Judges once more what a result is about, with the same files and the same random values.
struct GradeReplay {
  private let command: GradeJudgeCommand
  private let course: Course
  private let context: CommandContext

  init(_ command: GradeJudgeCommand, _ course: Course, _ context: CommandContext) {
    self.command = command
    self.course = course
    self.context = context
  }

  func run(_ place: String) async throws {
    let (file, submission) = try split(place)
    let old = try choose(try file.readSome().counting, submission, file)
    let lesson = try course.pack.lesson(old.lesson)
    let layout = try lesson.layout(old.track)
    let module = try await module(old, lesson, layout, file)
    if try GradeSettings.hash(of: lesson) != old.evidence.lessonHash {
      context.console.note("The lesson's checks were changed since this result.")
    }
    let isolation = try await SlotIsolation(course.installation, atMost: command.isolation, slots: 1)
    let grader = ModuleGrader(limit: .seconds(180), installation: course.installation) {
      isolation.slot($0)
    }
    let graded = try await grader.grade(module, layout, lesson, seed: old.evidence.seed) {
      context.console.progress($0)
    }
    context.console.progress(nil)
    switch graded.ending {
    case .report(let report):
      show(report, old, file)
      show(graded.printed, report)
      try compare(report, old)
    case .tooLong(let isExcused):
      context.console.print("It took longer than 180 s, so it was ended.")
      show(graded.printed, nil)
      if isExcused { throw ExitCode(75) }
      if old.report == nil && old.outcome == .failed { return context.console.print("The result is the same.") }
      throw ExitCode(1)
    }
  }

  /// "FILE:SUBMISSION", unless there is a file of that whole name.
  private func split(_ place: String) throws -> (ResultsFile, submission: String?) {
    let isWhole = FileKind.followingLinks(place) != .nothing
    guard !isWhole, let colon = place.lastIndex(of: ":") else { return (ResultsFile(place), command.submission) }
    return (ResultsFile(String(place[..<colon])), String(place[place.index(after: colon)...]))
  }

  private func choose(_ results: [GradeResult], _ submission: String?, _ file: ResultsFile) throws -> GradeResult {
    let lessons = try command.lessons.map { try course.pack.lesson($0).id }
    let chosen = results.filter { result in
      (submission.map { $0 == result.submission } ?? true) && (lessons.isEmpty || lessons.contains(result.lesson))
        && (command.track.map { $0 == result.track } ?? true)
    }
    guard let result = chosen.first else {
      let names = Set(results.map(\.submission)).sorted().prefix(20).joined(separator: ", ")
      throw UsageError(description: "\(file.path) has no such result. Its submissions are \(names).")
    }
    guard chosen.count == 1 else {
      let names = chosen.map { "\($0.submission) \($0.lesson) \($0.track.rawValue)" }.sorted().prefix(20)
      throw UsageError(
        description: "\(file.path) has \(chosen.count) results: \(names.joined(separator: ", ")). "
          + "Choose one with --submission, --lesson and --track.")
    }
    return result
  }

  /// The very files that the result is about: those that are kept beside it, or those of SUBMISSIONS.
  private func module(
    _ old: GradeResult, _ lesson: Lesson, _ layout: TrackLayout, _ file: ResultsFile
  ) async throws -> SubmissionModule {
    guard let path = command.submissions else {
      return try KeptSubmissions(out: file.folder).load(old.evidence.submissionHash, track: old.track)
    }
    let rules = IntakeRules(layouts: [layout])
    let entries = try SubmissionEntry.list(path, rules: rules, lessons: [lesson.id])
    guard let entry = entries.count == 1 ? entries[0] : entries.first(where: { $0.name == old.submission }) else {
      throw UsageError(description: "There is no submission \(old.submission) in \(path).")
    }
    let found: SubmissionModule?
    do {
      let files = try await SubmissionIntake(
        rules, installation: course.installation,
        isolation: Isolation(try await IsolationProbe(course.installation).strongest().tier)
      ).take(entry)
      found = try ModuleFinder(lesson: lesson.id, layouts: [layout], isOnlyLesson: true).modules(in: files)[
        layout.track]
    } catch let rejection as IntakeRejection {
      throw UsageError(description: "\(path) \(rejection).")
    }
    guard let found, found.hash == old.evidence.submissionHash else {
      throw UsageError(
        description: "The files in \(path) are not those of the result: their SHA-256 differs, so nothing is replayed.")
    }
    return found
  }

  private func show(_ report: Report, _ old: GradeResult, _ file: ResultsFile) {
    let path = Path.joined(file.folder, "submissions/" + old.evidence.submissionHash)
    let module = "\(old.lesson) --track \(old.track.rawValue) --module \(ShellWord.quoted(path))"
    let view = ReportView(
      context.style, verify: context.command("verify \(module)", command.common),
      run: context.command("run \(module)", command.common))
    context.console.print(view.text(report))
  }

  private func show(_ printed: GradeEvidence.Output?, _ report: Report?) {
    guard let printed, printed.addsTo(report) else { return }
    context.console.print("\(printed.title(report)):\n\(printed.text)\n")
  }

  private func compare(_ report: Report, _ old: GradeResult) throws {
    let now = Dictionary(report.checks.map { ($0.id, $0.verdict) }) { first, _ in first }
    let before = Dictionary((old.report?.checks ?? []).map { ($0.id, $0.verdict) }) { first, _ in first }
    let different = Set(now.keys).union(before.keys).filter { now[$0] != before[$0] }.sorted()
    guard !different.isEmpty else { return context.console.print("Every verdict is the same as in the result.") }
    let words = different.map { id in
      "\(id) was \(before[id]?.rawValue ?? "not judged"), and is \(now[id]?.rawValue ?? "not judged")"
    }
    context.console.print("Not every verdict is the same: \(words.joined(separator: "; ")).")
    throw ExitCode(now.values.contains(.inconclusive) ? 75 : 1)
  }
}

internal import Base
internal import Grading
internal import Learner
internal import Lessons
internal import Report

internal import struct Foundation.Date

/// Everything that is known of a class's work, before it is counted.
struct ClassWork {
  let lessons: [Lesson]
  let received: [ReceivedWork]
  /// Of the modules that were judged.
  let results: [GradeResult]
  let untouched: UntouchedModules

  func overview(at date: Date) -> ClassOverview {
    let read = received.filter { $0.progress != nil || !$0.works.isEmpty }
    return ClassOverview(
      collected: date, lessons: lessons.map { ClassOverview.Lesson(id: $0.id, title: $0.title) },
      learners: read.map(learner), known: lessons.flatMap(\.knownModules),
      problems: received.flatMap { $0.problems + notJudged($0) })
  }

  private func learner(_ work: ReceivedWork) -> ClassOverview.Learner {
    ClassOverview.Learner(
      name: work.learner, current: work.progress?.current?.lesson,
      standings: lessons.flatMap { lesson in
        lesson.tracks.compactMap { track in
          let key = GradeKey(submission: work.learner, lesson: lesson.id, track: track)
          let isUntouched = work.works[key].map(untouched.contain) ?? false
          return Standing(
            lesson: lesson.id, track: track, entry: work.progress?[lesson.id, track], hasModule: work.works[key] != nil,
            isUntouched: isUntouched, result: result(key))
        }
      })
  }

  private func result(_ key: GradeKey) -> GradeResult? { results.first { GradeKey($0) == key } }

  /// Why modules have no verdict, as far as judging says so.
  private func notJudged(_ work: ReceivedWork) -> [ClassOverview.Problem] {
    work.works.keys.sorted { ($0.lesson, $0.track) < ($1.lesson, $1.track) }.compactMap(result)
      .filter { !$0.gradable }.map { result in
        ClassOverview.Problem(
          learner: work.learner,
          text: "\(work.learner), \(result.lesson) \(result.track.rawValue): "
            + (result.problem ?? "This machine was too busy to tell. Run the same command again."), isOurs: true)
      }
  }
}

extension Lesson {
  fileprivate var knownModules: [KnownModule] {
    let required = Set(checks.filter(\.isRequired).map(\.id))
    return modules.map {
      KnownModule(
        lesson: id, track: $0.track, kind: $0.kind, name: $0.name, fails: $0.fails.intersection(required),
        note: $0.note)
    }
  }
}

extension Standing {
  /// From what the learner's progress says, if there is any, and from the result of their module; nil when the learner has
  /// not begun.
  init?(
    lesson: String, track: Track, entry: Progress.Entry?, hasModule: Bool, isUntouched: Bool, result: GradeResult?
  ) {
    let entry = entry ?? Progress.Entry()
    let isStarted = entry.started != nil || entry.attempts > 0 || hasModule
    guard isStarted || entry.isSkipped || entry.passed != nil else { return nil }
    let module: Module? =
      if let result { Module(result.outcome) } else if isUntouched { .unchanged } else { nil }
    let judged = result?.gradable == true ? result?.report?.score : nil
    // The module that was judged may be older or newer than the learner's best.
    let isJudgedBetter = judged.map { entry.ofPoints != $0.of || $0.points >= entry.bestPoints } ?? false
    self.init(
      lesson: lesson, track: track,
      state: entry.passed != nil || module == .passed ? .passed : entry.isSkipped ? .skipped : .started,
      points: isJudgedBetter ? judged?.points : entry.attempts > 0 ? entry.bestPoints : nil,
      ofPoints: isJudgedBetter ? judged?.of : entry.attempts > 0 ? entry.ofPoints : nil, attempts: entry.attempts,
      hints: entry.hints, hasSeenSolution: entry.solutionSeen != nil, hasAppliedSolution: entry.applied != nil,
      module: module, signature: module == .failed ? result?.report.flatMap(FailureSignature.init) : nil)
  }
}

extension Standing.Module {
  fileprivate init(_ outcome: GradeResult.Outcome) {
    switch outcome {
    case .passed: self = .passed
    case .failed: self = .failed
    case .rejected, .inconclusive, .infrastructure: self = .notJudged
    }
  }
}

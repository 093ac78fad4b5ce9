import Base
import Foundation
import Grading
import Lessons
import ModuleRuntime
import Report
import Synchronization
import TestSupport
import Tracks

/// A class of one lesson, whose modules are judged by a closure.
final class SampleClass: Sendable {
  let lesson: TemporaryLesson
  let out: String
  /// The texts of the modules that were judged, in order.
  let judged = Mutex<[String]>([])
  /// The slots of those that are being judged.
  let slots = Mutex<[Int]>([])

  init() throws {
    lesson = try TemporaryLesson()
    out = lesson.root + "/out"
  }

  func assignment(points: [String: Double] = [:], deadline: Date? = nil) throws -> ClassPlan.Assignment {
    ClassPlan.Assignment(lesson: try lesson.lesson(), tracks: [.swift], points: points, deadline: deadline)
  }

  func settings(
    limit: Duration = .seconds(300), tools: String = "tools", requiredTier: IsolationTier? = nil
  ) throws -> GradeSettings {
    var plan = ClassPlan([try assignment()])
    plan.limit = limit
    plan.requiredTier = requiredTier
    return try GradeSettings(plan: plan, out: out, tier: .rlimits, tools: tools, versions: ["pitfall": "0"])
  }

  /// Keeps a module of that text for each submission.
  func works(
    _ submissions: [String: String], attempt: Int = 1, points: [String: Double] = [:], deadline: Date? = nil,
    submitted: Date? = nil
  ) throws -> WorkFinder.Found {
    var found = WorkFinder.Found()
    let assignment = try assignment(points: points, deadline: deadline)
    for (name, text) in submissions.sorted(by: { $0.key < $1.key }) {
      let module = SubmissionModule(track: .swift, files: ["main.swift": Data(text.utf8)])
      try KeptSubmissions(out: out).keep(module)
      found.works.append(
        GradeWork(
          submission: name, assignment: assignment, layout: .swift, submissionHash: module.hash,
          files: module.fileHashes, submitted: submitted, attempt: attempt, seed: UInt64(attempt)))
    }
    return found
  }

  var results: [GradeResult] { get throws { try ResultsFile(out).read() } }

  var outcomes: [String: GradeResult.Outcome] {
    get throws { Dictionary(uniqueKeysWithValues: try results.counting.map { ($0.submission, $0.outcome) }) }
  }

  /// Grades them; `verdict` gets the text of the module.
  func run(
    _ found: WorkFinder.Found, _ settings: GradeSettings, slots: Int = 1,
    holdsForAll: @escaping @Sendable (any Error) -> Bool = { _ in false },
    events: @escaping @Sendable (GradingRun.Event) -> Void = { _ in },
    verdict: @escaping @Sendable (String) async throws -> Verdict
  ) async throws {
    try await grade(found, settings, slots: slots, holdsForAll: holdsForAll, events: events) { text in
      TemporaryLesson.report(1, try await verdict(text))
    }
  }

  func grade(
    _ found: WorkFinder.Found, _ settings: GradeSettings, slots: Int = 1,
    holdsForAll: @escaping @Sendable (any Error) -> Bool = { _ in false },
    events: @escaping @Sendable (GradingRun.Event) -> Void = { _ in },
    report: @escaping @Sendable (String) async throws -> Report
  ) async throws {
    let grader = ModuleGrader(limit: settings.plan.limit) { source, _, _, slot, _ in
      let text = try String(contentsOfFile: source.mainFile, encoding: .utf8)
      self.judged.withLock { $0.append(text) }
      self.slots.withLock { $0.append(slot) }
      defer { self.slots.withLock { $0.removeAll { $0 == slot } } }
      return try await report(text)
    }
    let run = GradingRun(settings, ledger: try GradeLedger(ResultsFile(out)), slots: slots, grader: grader) {
      error, _ in holdsForAll(error)
    }
    try await run.run(found, events: events)
  }

  /// A result that passed or failed everything, for tests of what is made of results.
  func result(
    _ submission: String, _ outcome: GradeResult.Outcome, attempt: Int = 1, tools: String = "tools",
    began: TimeInterval = 0, problem: String? = nil
  ) throws -> GradeResult {
    let settings = try settings(tools: tools)
    let work = GradeWork(
      submission: submission, assignment: try assignment(), layout: .swift, submissionHash: "ab", files: [:],
      submitted: nil, attempt: attempt, seed: 1)
    let report: Report? =
      switch outcome {
      case .passed: TemporaryLesson.report(1, .pass)
      case .failed: TemporaryLesson.report(1, .fail)
      case .inconclusive: TemporaryLesson.report(1, .inconclusive)
      case .rejected, .infrastructure: nil
      }
    return settings.result(
      work, outcome, report: report, problem: problem, began: Date(timeIntervalSince1970: began), took: .seconds(1))
  }
}

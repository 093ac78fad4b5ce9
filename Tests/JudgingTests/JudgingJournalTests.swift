import Foundation
import Judging
import ModuleRuntime
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct JudgingJournalTests {
  private let sample: TemporaryLesson

  init() throws {
    sample = try TemporaryLesson()
  }

  private func journal(_ tier: IsolationTier = .rlimits) throws -> JudgingJournal<String> {
    try JudgingJournal(sample.journal, installation: sample.installation, tier: tier) { $0 == "gone" }
  }

  private func jobs() throws -> [JudgingJob<String>] {
    let lesson = try sample.lesson()
    return zip(["one", "two"], lesson.modules).map { key, module in
      JudgingJob(key: key, lesson: lesson, layout: module.layout, path: module.path)
    }
  }

  /// Two runs of the first module and one of the second.
  private func keepThree() async throws {
    let (journal, jobs) = (try journal(), try jobs())
    _ = try await journal.open(jobs, resuming: false)
    for (seed, job, verdict) in [(1, 0, .fail), (2, 1, .fail), (3, 0, .pass)] as [(UInt64, Int, Verdict)] {
      let judged = Judged(key: jobs[job].key, report: TemporaryLesson.report(seed, verdict))
      try await journal.keep(judged, of: jobs[job], fingerprint: journal.fingerprint(jobs[job]))
    }
  }

  private func seeds(resuming: Bool = true) async throws -> [String: [UInt64]] {
    try await journal().open(jobs(), resuming: resuming).mapValues { $0.map(\.seed) }
  }

  @Test("The report of every run is kept whole, whatever its verdict")
  func keepsReports() async throws {
    try await keepThree()
    let kept = try await journal().open(jobs(), resuming: true)
    #expect(kept["one"] == [TemporaryLesson.report(1, .fail), TemporaryLesson.report(3, .pass)])
    #expect(kept["two"] == [TemporaryLesson.report(2, .fail)])
    // Reading does not drop anything.
    #expect(try await seeds() == ["one": [1, 3], "two": [2]])
  }

  @Test("Each run is one line")
  func writesLines() async throws {
    try await keepThree()
    #expect(try sample.lines().count == 3)
  }

  @Test("A client that does not resume starts anew, and leaves the runs of other clients alone")
  func startsAnew() async throws {
    try await keepThree()
    #expect(try await journal().open(Array(jobs().prefix(1)), resuming: false).isEmpty)
    #expect(try await seeds() == ["two": [2]])
  }

  @Test("A changed module loses its own runs; a changed manifest or tool loses all")
  func knowsOtherFiles() async throws {
    try await keepThree()
    try sample.write("print(2)", to: sample.main)
    #expect(try await seeds() == ["two": [2]])
    try sample.writeManifest(hint: "other")
    #expect(try await seeds().isEmpty)
    for tool in ["products/guardian", "products/libLessonKit.so", "Requirements/fastapi.txt"] {
      try await keepThree()
      try sample.write("2", to: "\(sample.root)/\(tool)")
      #expect(try await seeds().isEmpty, "\(tool)")
      try sample.write("1", to: "\(sample.root)/\(tool)")
    }
  }

  @Test("A run with other isolation is not taken over")
  func tellsTiersApart() async throws {
    try await keepThree()
    #expect(try await journal(.full).open(jobs(), resuming: true).isEmpty)
  }

  @Test("An incomplete line and other text are ignored")
  func survivesGarbage() async throws {
    try await keepThree()
    let text = try String(contentsOfFile: sample.journal, encoding: .utf8)
    try sample.write("nonsense\n" + text.dropLast(10), to: sample.journal)
    #expect(try await seeds() == ["one": [1], "two": [2]])
    #expect(try sample.lines().count == 2)
  }

  @Test("The report on a module that was changed while it was judged is not kept")
  func forgetsChanged() async throws {
    let (journal, jobs) = (try journal(), try jobs())
    _ = try await journal.open(jobs, resuming: false)
    let fingerprint = try journal.fingerprint(jobs[0])
    try sample.write("print(2)", to: sample.main)
    try await journal.keep(
      Judged(key: "one", report: TemporaryLesson.report(1, .fail)), of: jobs[0], fingerprint: fingerprint)
    #expect(try await seeds().isEmpty)
  }

  @Test("Runs of keys that are gone are dropped, those of other clients stay")
  func tidiesUp() async throws {
    let (journal, lesson) = (try journal(), try sample.lesson())
    for key in ["gone", "other"] {
      let job = JudgingJob(key: key, lesson: lesson, layout: .swift, path: lesson.modules[0].path)
      try await journal.keep(
        Judged(key: key, report: TemporaryLesson.report(1, .fail)), of: job, fingerprint: journal.fingerprint(job))
    }
    #expect(try await journal.open(jobs(), resuming: true).isEmpty)
    let lines = try sample.lines()
    #expect(lines.count == 1)
    #expect(lines[0].contains("\"key\":\"other\""))
  }
}

import Foundation
import Grading
import ModuleRuntime
import Report
import Synchronization
import TestSupport
import Testing

@Suite("Grading a class", .timeLimit(.minutes(10)))
struct GradingRunTests {
  private struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private let sample: SampleClass

  init() throws {
    sample = try SampleClass()
  }

  private var judged: [String] { sample.judged.withLock { $0.sorted() } }

  private static let verdict: @Sendable (String) throws -> Verdict = { $0 == "right" ? .pass : .fail }

  @Test("Each submission gets a result with its points and evidence", arguments: [1, 3])
  func grades(slots: Int) async throws {
    let settings = try sample.settings()
    try await sample.run(
      sample.works(["alice": "right", "bob": "wrong"], points: ["a": 2.5]), settings, slots: slots
    ) {
      try Self.verdict($0)
    }
    let results = try sample.results
    #expect(try sample.outcomes == ["alice": .passed, "bob": .failed])
    let alice = try #require(results.first { $0.submission == "alice" })
    #expect(alice.score.points == 2.5)
    #expect(alice.score.of == 2.5)
    #expect(alice.evidence.seed == 1)
    #expect(alice.evidence.files.keys.sorted() == ["main.swift"])
    #expect(alice.evidence.toolHash == settings.toolHash)
    #expect(alice.problem == nil)
  }

  @Test("Modules that are judged concurrently have different slots")
  func hasSlots() async throws {
    let names = (0..<12).map { "student\($0)" }
    let most = Mutex(0)
    let sample = sample
    try await sample.run(
      sample.works(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })), sample.settings(), slots: 3
    ) { _ in
      let used = sample.slots.withLock { $0 }
      #expect(Set(used).count == used.count)
      #expect(used.allSatisfy { (0..<3).contains($0) })
      most.withLock { $0 = max($0, used.count) }
      // Let the others begin.
      for _ in 0..<50 where sample.slots.withLock(\.count) < 3 { await Task.yield() }
      return .pass
    }
    #expect((1...3).contains(most.withLock { $0 }))
  }

  @Test("The same command judges only what is missing, was changed, or has no result yet")
  func resumes() async throws {
    let settings = try sample.settings()
    let first = ["alice": "right", "bob": "wrong", "carol": "busy", "dave": "broken"]
    try await sample.run(sample.works(first), settings) { text in
      if text == "broken" { throw Fault(description: "no descriptors") }
      return text == "busy" ? .inconclusive : try Self.verdict(text)
    }
    #expect(
      try sample.outcomes == ["alice": .passed, "bob": .failed, "carol": .inconclusive, "dave": .infrastructure])
    sample.judged.withLock { $0 = [] }
    // What a killed writer leaves.
    let file = try #require(FileHandle(forWritingAtPath: sample.out + "/results.jsonl"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"schema\":1,\"submiss".utf8))
    try file.close()

    let second = ["alice": "right", "bob": "fixed", "carol": "busy", "dave": "broken", "erin": "right"]
    let kept = Mutex(-1)
    try await sample.run(
      sample.works(second), settings, events: { if case .began(_, let count) = $0 { kept.withLock { $0 = count } } }
    ) { _ in .pass }
    #expect(kept.withLock { $0 } == 1)
    #expect(judged == ["broken", "busy", "fixed", "right"])
    #expect(try sample.outcomes.values.allSatisfy { $0 == .passed })
    #expect(try sample.results.count == 8)
  }

  @Test("Other tools, another lesson, or another attempt are judged anew; other points are not")
  func isJudgedAnew() async throws {
    let works = try sample.works(["alice": "right"])
    func count(_ found: WorkFinder.Found, _ settings: GradeSettings) async throws -> Int {
      sample.judged.withLock { $0 = [] }
      try await sample.run(found, settings) { try Self.verdict($0) }
      return judged.count
    }
    #expect(try await count(works, sample.settings()) == 1)
    #expect(try await count(works, sample.settings()) == 0)
    #expect(try await count(sample.works(["alice": "right"], points: ["a": 5]), sample.settings()) == 0)
    #expect(try sample.results.last?.score.points == 5)
    #expect(try await count(works, sample.settings(tools: "others")) == 1)
    #expect(try await count(sample.works(["alice": "right"], attempt: 2), sample.settings(tools: "others")) == 1)
    try sample.lesson.writeManifest(hint: "another")
    #expect(try await count(works, sample.settings()) == 1)
  }

  @Test("A second download of the same files makes no one late")
  func keepsEarlierTime() async throws {
    let deadline = Date(timeIntervalSince1970: 1_000)
    for time in [900.0, 5_000] {
      let found = try sample.works(
        ["alice": "right"], deadline: deadline, submitted: Date(timeIntervalSince1970: time))
      try await sample.run(found, sample.settings()) { _ in .pass }
    }
    #expect(judged.count == 1)
    #expect(try sample.results.map(\.score.isLate) == [false])
    let other = try sample.works(
      ["alice": "right, too"], deadline: deadline, submitted: Date(timeIntervalSince1970: 5_000))
    try await sample.run(other, sample.settings()) { _ in .pass }
    #expect(try sample.results.last?.score.isLate == true)
  }

  @Test("A module that ran with less isolation than required has no grade")
  func requiresTier() async throws {
    try await sample.run(sample.works(["alice": "right"]), sample.settings(requiredTier: .landlock)) { _ in .pass }
    #expect(try sample.outcomes == ["alice": .infrastructure])
    #expect(
      try sample.results.first?.problem
        == "The module ran with isolation 'none', and the class requires 'landlock'.")
    var plan = try sample.settings().plan
    plan.requiredTier = .namespaces
    let less = IsolationProbe.Result(tier: .landlock, missing: [.namespaces: "the guardian's step 'user-map' failed"])
    let error = #expect(throws: MissingTier.self) { try plan.require(less) }
    #expect(
      error?.description
        == "Isolation 'namespaces' is required, and this machine has 'landlock' at most (the guardian's "
        + "step 'user-map' failed). Use another machine, or require less.")
    #expect(error?.exitCode == 69)
    for enough in [IsolationTier.namespaces, .full] { try plan.require(.init(tier: enough, missing: [:])) }
  }

  @Test("A fault of this machine costs no one anything and stops no one else")
  func tellsFaultsApart() async throws {
    try await sample.run(sample.works(["alice": "right", "bob": "broken", "carol": "right"]), sample.settings()) {
      if $0 == "broken" { throw Fault(description: "too many\u{1B}[31m open files") }
      return .pass
    }
    #expect(try sample.outcomes == ["alice": .passed, "bob": .infrastructure, "carol": .passed])
    let bob = try #require(try sample.results.first { $0.submission == "bob" })
    #expect(!bob.gradable)
    #expect(bob.problem == "too many\u{FFFD}[31m open files")
  }

  @Test("A cause that holds for all stops the run with its own sentence, and no result blames a submission")
  func stopsForAll() async throws {
    let missing = MissingRequirement(what: "No swiftc is on PATH.", next: "Install it.")
    await #expect(throws: missing) {
      try await sample.run(
        sample.works(["alice": "right", "bob": "right"]), sample.settings(), holdsForAll: { $0 is MissingRequirement }
      ) { _ in throw missing }
    }
    #expect(judged.count == 1)
    #expect(try sample.results.isEmpty)
  }

  @Test("The same fault five times in a row stops the run")
  func stopsForSameFault() async throws {
    let names = (0..<9).map { "student\($0)" }
    await #expect(throws: SameFault(problem: "no space", count: 5)) {
      try await sample.run(
        sample.works(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })), sample.settings()
      ) { _ in throw Fault(description: "no space") }
    }
    #expect(try sample.results.count == 5)
    #expect(try sample.results.allSatisfy { $0.outcome == .infrastructure })
  }

  @Test("A machine whose control is late in more than one run in twenty stops, and what it finished is kept")
  func stopsWhenLate() async throws {
    let names = (0..<40).map { "student\($0 + 10)" }
    @Sendable func report(_ isLate: Bool) -> Report {
      let control = ControlReading(lag: .milliseconds(isLate ? 900 : 1), limit: .milliseconds(250))
      let check = CheckOutcome(
        id: "a", title: "t", required: true, points: 1, verdict: .pass, expected: "", measured: "", control: control)
      return .forTests([check])
    }
    let works = try sample.works(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    // One in twenty is not more than that.
    try await sample.grade(works, sample.settings()) { report(["student10", "student49"].contains($0)) }
    #expect(try sample.results.count == 40)
    await #expect(throws: LateControl(late: 2, of: 20)) {
      try await sample.grade(works, sample.settings(tools: "others")) {
        report(["student10", "student20"].contains($0))
      }
    }
    #expect(try sample.results.count == 59)
  }

  @Test("A submission that takes too long has failed, and everything that it started has ended")
  func isTooLong() async throws {
    let ended = Mutex(false)
    try await sample.run(
      sample.works(["alice": "endless", "bob": "right"]), sample.settings(limit: .milliseconds(200))
    ) { text in
      guard text == "endless" else { return .pass }
      defer { ended.withLock { $0 = true } }
      try await Task.sleep(for: .seconds(3_600))
      return .pass
    }
    #expect(ended.withLock { $0 })
    let alice = try #require(try sample.results.first { $0.submission == "alice" })
    // On a machine so busy that pitfall itself gets no processor, there is no verdict.
    #expect([.failed, .inconclusive].contains(alice.outcome))
    #expect(alice.report == nil)
    #expect(alice.problem?.hasPrefix("Judging the submission took longer than 0 s, so it was ended") == true)
    #expect(try sample.outcomes["bob"] == .passed)
  }

  @Test("A pass and a fail of the same files go to a person")
  func isReviewed() async throws {
    try await sample.run(sample.works(["alice": "flaky"]), sample.settings()) { _ in .fail }
    try await sample.run(sample.works(["alice": "flaky"], attempt: 2), sample.settings()) { _ in .pass }
    let last = try #require(try sample.results.counting.last)
    #expect(last.outcome == .passed)
    #expect(last.gradable)
    #expect(
      last.review == "The same files failed in attempt 1, and passed in attempt 2, with the same checks.")
    // With other checks, it is a regrade.
    try await sample.run(sample.works(["alice": "flaky"]), sample.settings(tools: "others")) { _ in .pass }
    #expect(try sample.results.last?.review == nil)
  }

  @Test("A kept submission that was changed is not judged as if it were the student's")
  func noticesChanges() async throws {
    let works = try sample.works(["alice": "right"])
    let hash = works.works[0].submissionHash
    try Data("changed".utf8).write(to: URL(fileURLWithPath: "\(sample.out)/submissions/\(hash)/main.swift"))
    try await sample.run(works, sample.settings()) { _ in .pass }
    #expect(try sample.outcomes == ["alice": .infrastructure])
    #expect(judged == [])
    // Taking it in again repairs it.
    try await sample.run(sample.works(["alice": "right"]), sample.settings()) { _ in .pass }
    #expect(try sample.outcomes == ["alice": .passed])
  }

  @Test("A check without a verdict leaves the whole without one, because it may have cost points")
  func partlyInconclusive() {
    func outcome(_ verdicts: [Verdict], bonus: Verdict? = nil) -> GradeResult.Outcome {
      GradeResult.Outcome(
        .forTests(
          verdicts.map { .forTests("a", $0) } + (bonus.map { [.forTests("b", $0, required: false)] } ?? [])))
    }
    #expect(outcome([.pass, .fail]) == .failed)
    #expect(outcome([.pass, .pass], bonus: .fail) == .passed)
    #expect(outcome([.fail, .inconclusive]) == .inconclusive)
    #expect(outcome([.pass], bonus: .inconclusive) == .inconclusive)
  }
}

import Base
import Commands
import Foundation
import Learner
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LearnerVerificationTests {
  private let sample: SampleCourse
  private let main: String

  init() async throws {
    sample = try SampleCourse()
    try await sample.start()
    main = sample.files.root + "/workspace/07-waiting/swift/main.swift"
  }

  private func verification(_ verdict: Verdict = .pass) -> LearnerVerification {
    LearnerVerification(sample.course) { _, _, seed, events in
      events(.starting)
      return .forTests([.forTests("first", verdict, points: 2)], seed: seed)
    }
  }

  private func own() async throws -> ChosenModule { try await sample.course.module(lesson: nil, track: nil, path: nil) }

  private func entry() throws -> Learner.Progress.Entry { try sample.course.readProgress()["07-waiting", .swift] }

  @Test("A pass of the learner's own module is recorded with its fingerprint, its seed, and its points")
  func recordsPass() async throws {
    let own = try await own()
    let judged = try await verification().judge(own, seed: 4711)
    let pass = try #require(judged.recorded?.passed)
    #expect(try pass.fingerprint == sample.course.workspace.fingerprint(own.lesson, .swift))
    #expect(pass.seed == 4711)
    #expect(pass.points == 2)
    #expect(pass.of == 2)
    #expect(judged.report.seed == 4711)
    #expect(try judged.recorded == entry())
  }

  @Test("A failure is an attempt and no pass", arguments: [Verdict.fail, .inconclusive])
  func recordsAttempt(verdict: Verdict) async throws {
    let judged = try await verification(verdict).judge(own())
    #expect(judged.recorded?.attempts == 1)
    #expect(judged.recorded?.passed == nil)
    #expect(try entry().attempts == 1)
  }

  @Test("A module that is saved while it is judged has not passed as it stands now")
  func noticesChange() async throws {
    let verification = LearnerVerification(sample.course) { [main] _, _, seed, _ in
      try Data("// changed meanwhile".utf8).write(to: URL(fileURLWithPath: main))
      return .forTests([.forTests("first", .pass)], seed: seed)
    }
    let judged = try await verification.judge(own())
    #expect(judged.report.verdict == .pass)
    #expect(judged.recorded?.attempts == 1)
    #expect(judged.recorded?.passed == nil)
  }

  @Test("One check alone is no attempt, and is what the judge is asked for")
  func leavesOutSingleChecks() async throws {
    let asked = Locked<String?>(nil)
    let verification = LearnerVerification(sample.course) { _, check, seed, _ in
      asked.withLock { $0 = check }
      return .forTests([.forTests("first", .pass)], seed: seed)
    }
    let judged = try await verification.judge(own(), only: "first")
    #expect(judged.recorded == nil)
    #expect(try entry().attempts == 0)
    #expect(asked.withLock(\.self) == "first")
  }

  @Test("A module that is not the learner's own is judged, and nothing is recorded or compared")
  func leavesOutOthers() async throws {
    _ = try await verification(.fail).measureDamage(own().lesson, .swift)
    let path = sample.files.root + "/Solutions/07-waiting/swift/right"
    let other = try await sample.course.module(lesson: "07", track: .swift, path: path)
    let judged = try await verification().judge(other)
    #expect(judged.report.verdict == .pass)
    #expect(judged.recorded == nil)
    #expect(judged.before == nil)
    #expect(try entry().attempts == 0)
  }

  @Test("An error of the judge leaves progress as it was")
  func recordsNothingOnError() async throws {
    let verification = LearnerVerification(sample.course) { _, _, _, _ in throw CancellationError() }
    await #expect(throws: CancellationError.self) { try await verification.judge(own()) }
    #expect(try entry().attempts == 0)
  }

  @Test("What the judge tells while it works is passed on")
  func passesEventsOn() async throws {
    let events = Locked<[RunEvent]>([])
    _ = try await verification().judge(own()) { event in events.withLock { $0.append(event) } }
    #expect(events.withLock(\.self) == [.starting])
  }

  @Test("The broken module's report is kept, and comes back beside that of the learner's own")
  func keepsDamage() async throws {
    #expect(try await verification().judge(own()).before == nil)
    let judgedFolder = Locked("")
    let verification = LearnerVerification(sample.course) { module, _, seed, _ in
      judgedFolder.withLock { $0 = module.source.directory }
      return .forTests([.forTests("first", .fail)], seed: seed)
    }
    let damage = try await verification.measureDamage(own().lesson, .swift)
    #expect(judgedFolder.withLock(\.self) == sample.files.root + "/Lessons/07-waiting/swift")
    #expect(try await verification.judge(own()).before == damage)
    #expect(try entry().attempts == 2)
  }

  @Test("Damage of another schema version is measured anew by `start`, and until then there is none")
  func ignoresOtherSchemas() async throws {
    let file = sample.course.workspace.damageFile(try await own().lesson, .swift)
    try sample.write(#"{"schema": 1, "checks": [{"measurements": {"bars": []}}]}"#, to: relative(file))
    #expect(try await verification().judge(own()).before == nil)
    _ = try await verification(.fail).measureDamage(own().lesson, .swift)
    #expect(try await verification().judge(own()).before?.verdict == .fail)
  }

  @Test(
    "A damaged file is said before anything is judged, and `start` replaces it",
    arguments: ["", "{", "[]", #"{"schema": 2}"#])
  func saysDamagedFile(text: String) async throws {
    let file = sample.course.workspace.damageFile(try await own().lesson, .swift)
    try sample.write(text, to: relative(file))
    let error = await #expect(throws: DamageFileError.self) { try await verification().judge(own()) }
    #expect(
      error?.description
        == "\(file) is damaged. Run `start` for the lesson again: it measures the broken module anew and keeps your copy."
    )
    #expect(try entry().attempts == 0)
    _ = try await verification(.fail).measureDamage(own().lesson, .swift)
    #expect(try await verification().judge(own()).before?.verdict == .fail)
  }

  private func relative(_ path: String) -> String { String(path.dropFirst(sample.files.root.count + 1)) }
}

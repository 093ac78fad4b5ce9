import Lessons
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct ModuleOutcomeTests {
  private static let checks =
    ["contract", "loop", "order"].map { Check.forTests($0) } + [.forTests("extra", required: false)]

  private static func run(
    fails expected: Set<String>, failed: Set<String>, inconclusive: Set<String> = [], seed: UInt64 = 1,
    seconds: Double = 1
  ) -> ModuleRun {
    let outcomes = checks.map { check in
      CheckOutcome.forTests(
        check.id, failed.contains(check.id) ? .fail : inconclusive.contains(check.id) ? .inconclusive : .pass,
        required: check.isRequired)
    }
    let report = Report.forTests(outcomes, seed: seed, duration: .milliseconds(seconds * 1000))
    return ModuleRun(report, expected: expected)
  }

  private static func outcome(fails: Set<String>, _ runs: [ModuleRun]) -> ModuleOutcome {
    ModuleOutcome(
      lesson: "07-sample", track: .swift, kind: fails.isEmpty ? .fix : .decoy, name: "m", path: "/nowhere",
      expected: fails, runs: runs)
  }

  @Test(
    "A run is wrong when more, fewer or other checks fail than expected",
    arguments: [
      ([], [], false), (["loop"], ["loop"], false), (["loop", "extra"], ["loop", "extra"], false),
      ([], ["loop"], true), (["loop"], [], true), (["loop"], ["order"], true), (["loop"], ["loop", "order"], true),
      (["loop", "order"], ["loop"], true), (["loop"], ["loop", "extra"], true), (["loop", "extra"], ["loop"], true),
    ] as [(Set<String>, Set<String>, Bool)])
  func compares(expected: Set<String>, failed: Set<String>, isWrong: Bool) {
    let run = Self.run(fails: expected, failed: failed, seed: 7)
    #expect(run.isWrong == isWrong)
    #expect(run.surprise?.seed == (isWrong ? 7 : nil))
    #expect(!run.isInconclusive)
  }

  @Test(
    "An inconclusive check claims nothing, and does not excuse another",
    arguments: [
      ([], [], ["loop"], false), (["loop"], [], ["loop"], false), (["loop", "order"], ["order"], ["loop"], false),
      (["loop"], [], ["order"], true), (["loop"], ["order"], ["loop"], true), ([], ["order"], ["loop"], true),
    ] as [(Set<String>, Set<String>, Set<String>, Bool)])
  func weighsInconclusive(expected: Set<String>, failed: Set<String>, inconclusive: Set<String>, isWrong: Bool) {
    let run = Self.run(fails: expected, failed: failed, inconclusive: inconclusive)
    #expect(run.isWrong == isWrong)
    // Each run is as expected, wrong or inconclusive, and only one of these.
    #expect(run.isInconclusive == !isWrong)
  }

  @Test("The runs of a module are counted")
  func counts() {
    let outcome = Self.outcome(
      fails: ["loop", "order"],
      [
        Self.run(fails: ["loop", "order"], failed: ["loop", "order"], seed: 1, seconds: 3),
        Self.run(fails: ["loop", "order"], failed: ["loop"], seed: 2, seconds: 1),
        Self.run(fails: ["loop", "order"], failed: ["loop"], inconclusive: ["order"], seed: 3, seconds: 2),
      ])
    #expect(outcome.failures == ["loop": 3, "order": 1])
    #expect(outcome.wrong.map(\.seed) == [2])
    #expect(outcome.inconclusive == 1)
    #expect(outcome.medianSeconds == 2)
    #expect(Self.outcome(fails: [], []).medianSeconds == nil)
  }

  @Test("An outcome passes, is wrong because of one run, or is inconclusive")
  func sumsUp() {
    let right = Self.outcome(fails: [], [Self.run(fails: [], failed: [])])
    let wrong = Self.outcome(fails: [], [Self.run(fails: [], failed: ["loop"])])
    let unsure = Self.outcome(fails: [], [Self.run(fails: [], failed: [], inconclusive: ["loop"])])
    #expect([right].verdict == .pass)
    #expect([right, unsure].verdict == .inconclusive)
    #expect([right, unsure, wrong].verdict == .fail)
  }
}

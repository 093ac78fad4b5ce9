import Base
import Checks
import Foundation
import LessonProof
import Lessons
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct MarginsTests {
  private static let checks = [
    Check.forTests("contract", probe: "contract"), .forTests("free", probe: "loop"), .forTests("idle", probe: "order"),
  ]
  private static let lesson = Lesson.forTests(checks: checks)
  private static let thresholds = [
    KindThresholds("loop", [Threshold("sleep_ms", .below(10), "right modules | sleep for 2")]),
    KindThresholds("order", [Threshold("asleep", .atLeast(0.2), "spinning ones never sleep")]),
  ]

  /// A run in which each check measured these numbers.
  private typealias Run = [String: [String: Measure]]

  /// The module fails what it is expected to fail; it passes the rest, unless `also` has another verdict for it.
  private static func module(
    _ kind: ModuleKind, _ name: String, fails: Set<String> = [], also: [String: Verdict] = [:], _ runs: [Run]
  ) -> ProvenModule {
    let module = ShippedModule(kind: kind, name: name, layout: .swift, path: "/\(name)", fails: fails, note: "")
    let reports = runs.map { run in
      Report.forTests(
        run.sorted { $0.key < $1.key }.map { id, numbers in
          .forTests(id, also[id] ?? (fails.contains(id) ? .fail : .pass), measurements: numbers)
        })
    }
    return ProvenModule(ProofSubject(lesson: lesson, module: module), reports)
  }

  private static func sleep(_ value: Double) -> Run {
    ["free": ["sleep_ms": Measure(value, .milliseconds, limit: .below(10)), "pings": .count(3)]]
  }

  private static func asleep(_ value: Double, early: Double = 400) -> Run {
    [
      "idle": [
        "asleep": Measure(value, .ratio, limit: .atLeast(0.2)),
        "early_ms": Measure(early, .milliseconds, limit: .atLeast(395)),
      ]
    ]
  }

  private static func margins(_ modules: ProvenModule...) -> Margins {
    Margins(modules, thresholds: thresholds)
  }

  @Test("An upper limit: the highest passing number, the lowest failing one, and the factors between")
  func upperLimit() throws {
    let margins = Self.margins(
      Self.module(.fix, "f", [Self.sleep(2), Self.sleep(5)]), Self.module(.fix, "g", [Self.sleep(1)]),
      Self.module(.decoy, "d", fails: ["free"], [Self.sleep(40), Self.sleep(30)]),
      Self.module(.broken, "broken", fails: ["free"], [Self.sleep(90)]))
    let number = try #require(margins.checks.first?.numbers.first)
    #expect(margins.checks.map(\.id) == ["free"])
    #expect(margins.checks[0].numbers.map(\.name) == ["sleep_ms"])
    #expect(number.worstRight?.module.name == "f")
    #expect(number.worstRight?.measure.value == 5)
    #expect(number.worstRight?.distance == 2)
    #expect(number.bestWrong?.module.name == "d")
    #expect(number.bestWrong?.measure.value == 30)
    #expect(number.bestWrong?.distance == 3)
    #expect(!number.isClose)
  }

  @Test("A lower limit: the lowest passing number, the highest failing one; zero is infinitely far")
  func lowerLimit() throws {
    let margins = Self.margins(
      Self.module(.fix, "f", [Self.asleep(0.8), Self.asleep(0.5)]),
      Self.module(.decoy, "d", fails: ["idle"], [Self.asleep(-0.1), Self.asleep(0.16)]),
      Self.module(.decoy, "e", fails: ["idle"], [Self.asleep(0)]))
    let number = try #require(margins.thresholds.first)
    #expect(number.worstRight?.distance == 2.5)
    #expect(number.bestWrong?.measure.value == 0.16)
    #expect(number.isClose)
    let far = Self.margins(Self.module(.decoy, "e", fails: ["idle"], [Self.asleep(0)]))
    #expect(far.thresholds.first?.bestWrong?.distance == .infinity)
    #expect(far.thresholds.first?.worstRight == nil)
  }

  @Test("A distance below 1.5 is close, on either side", arguments: [(7, 40), (5, 14)])
  func marksClose(right: Double, wrong: Double) {
    let margins = Self.margins(
      Self.module(.fix, "f", [Self.sleep(right)]), Self.module(.decoy, "d", fails: ["free"], [Self.sleep(wrong)]))
    #expect(margins.thresholds.map(\.isClose) == [true])
  }

  @Test("Only expected verdicts count")
  func ignoresOtherVerdicts() {
    let margins = Self.margins(
      Self.module(.fix, "f", also: ["free": .fail], [Self.sleep(20)]),
      Self.module(.fix, "g", also: ["free": .inconclusive], [Self.sleep(9)]),
      Self.module(.decoy, "d", fails: ["free"], also: ["free": .pass], [Self.sleep(9)]),
      Self.module(.decoy, "e", fails: ["free"], also: ["free": .inconclusive], [Self.sleep(11)]),
      // The run fails, but not because of this number.
      Self.module(.decoy, "h", fails: ["free"], [Self.sleep(3)]))
    #expect(margins.thresholds.map(\.worstRight) == [nil])
    #expect(margins.thresholds.map(\.bestWrong) == [nil])
  }

  @Test("Of several broken limits, the one furthest out is decisive; a wrong count takes precedence over them")
  func findsDecisiveNumber() {
    let early = Self.asleep(0.19, early: 100)
    var counted = Self.asleep(0.15)
    counted["idle"]?["problems"] = .count(1, .atMost(0))
    let margins = Self.margins(Self.module(.decoy, "d", fails: ["idle"], [early, counted, Self.asleep(0.1)]))
    let numbers = margins.checks[0].numbers
    #expect(numbers.map(\.name) == ["asleep", "early_ms"])
    #expect(numbers.map { $0.bestWrong?.measure.value } == [0.1, 100])
    #expect(margins.checks[0].counts == ["problems": .atMost(0)])
  }

  @Test("A limit that no kind lists as a threshold is a demand, and never close")
  func knowsDemands() {
    let margins = Self.margins(Self.module(.fix, "f", [Self.asleep(0.9, early: 396)]))
    #expect(margins.checks[0].numbers.map(\.isThreshold) == [true, false])
    #expect(margins.checks[0].numbers.map(\.isClose) == [false, false])
  }

  @Test("The document says how it was made, shows each check, and gives the reasons")
  func writesDocument() throws {
    let counts: Run = ["contract": ["problems": .count(0, .atMost(0))]]
    let modules = [
      Self.module(
        .fix, "f", [Self.sleep(4), Self.asleep(0.8)].map { $0.merging(counts) { $1 } }),
      Self.module(.decoy, "d", fails: ["free", "idle"], [Self.sleep(12), Self.asleep(0)]),
    ]
    let document = MarginsDocument(
      modules, .init(command: "pitfall x", processors: 1, architecture: "arm64", othersShare: 0),
      thresholds: Self.thresholds
    ).text
    let start = try #require(document.range(of: "Made by"))
    #expect(
      document[start.lowerBound...] == """
        Made by `pitfall x`:
        2 runs of each of 2 modules, 0 inconclusive, on a machine with 1 processor (arm64).

        1 of the 2 limits is close.

        ## 07-sample

        | check | number | limit | worst right module | distance | best wrong module | distance | |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | `free` (loop) | `sleep_ms` | below 10 ms | 4 ms: swift fix f | 2.5 | 12 ms: swift decoy d | 1.2 | **close** |
        | `idle` (order) | `asleep` | at least 0.2 | 0.8: swift fix f | 4 | 0: all of them | ∞ | |
        | `idle` (order) | `early_ms` | at least 395 ms | 400 ms: swift fix f | 1.01 | none | | demand |

        By counts and states alone, no threshold:

        - `contract`: `problems` at most 0

        ## Reasons of the limits

        | kind of check | number | limit | reason |
        | --- | --- | --- | --- |
        | `loop` | `sleep_ms` | below 10 | right modules \\| sleep for 2 |
        | `order` | `asleep` | at least 0.2 | spinning ones never sleep |
        """)
  }

  @Test(
    "The document tells an idle machine from a busy one, and says neither of runs that were reused",
    arguments: [(0.04, "The machine was idle: other processes used 4 %"), (0.6, "The machine was busy: "), (nil, "")])
  func tellsLoad(share: Double?, words: String) {
    let module = ShippedModule(kind: .fix, name: "f", layout: .swift, path: "/f", fails: [], note: "")
    let check = CheckOutcome(
      id: "free", title: "t", required: true, points: 1, verdict: .pass, expected: "e", measured: "m",
      control: ControlReading(lag: .milliseconds(7), limit: .milliseconds(250)))
    let text = MarginsDocument(
      [ProvenModule(ProofSubject(lesson: Self.lesson, module: module), [.forTests([check])])],
      .init(command: "x", processors: 2, architecture: "arm64", othersShare: share), thresholds: []
    ).text
    #expect(text.contains("(arm64).\n\n\(words)"))
    #expect(text.contains("The machine was") == (share != nil))
    #expect(text.contains("took 7 ms in the\nmedian check, and 7 ms in the worst."))
  }
}

import Checks
import Foundation
import Judging
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct ReportTests {
  private func check(_ id: String, required: Bool = true, points: Int = 1) -> Check {
    .forTests(id, required: required, points: points)
  }

  private func finding(_ verdict: Verdict, mayBeLate: Bool = false) -> Finding {
    let numbers = ["n_ms": Measure(1.5, .milliseconds, limit: .below(2))]
    return verdict == .inconclusive
      ? Finding(expected: "e", inconclusive: "m", numbers: numbers)
      : Finding(
        expected: "e", passed: "p",
        failure: verdict == .fail ? Failure("kind.cause", "m", mayBeLate: mayBeLate) : nil, reproduce: "r",
        numbers: numbers)
  }

  private func report(_ judged: [(Check, Verdict)]) -> Report {
    Report(
      lesson: "07-sample", track: .swift, seed: 3, duration: .milliseconds(1_234.56), preparation: .milliseconds(300),
      checks: judged.map { CheckOutcome($0, finding($1)) })
  }

  @Test("A failure outweighs an inconclusive check, and that outweighs passes")
  func weighsVerdicts() {
    #expect(report([(check("a"), .pass), (check("b"), .pass)]).verdict == .pass)
    #expect(report([(check("a"), .pass), (check("b"), .inconclusive)]).verdict == .inconclusive)
    #expect(report([(check("a"), .fail), (check("b"), .inconclusive)]).verdict == .fail)
  }

  @Test("A bonus neither fails a run nor adds points")
  func leavesBonusesOut() {
    let report = report([(check("a", points: 2), .pass), (check("b", required: false, points: 5), .fail)])
    #expect(report.verdict == .pass)
    #expect(report.score == .init(points: 2, of: 2, stars: 0, ofStars: 1))
  }

  @Test("A bonus that was checked alone has the run's verdict", arguments: [Verdict.pass, .fail, .inconclusive])
  func decidesAlone(verdict: Verdict) {
    #expect(report([(check("b", required: false), verdict)]).verdict == verdict)
  }

  @Test("Each passed check adds its points")
  func givesPartialCredit() {
    let report = report([
      (check("a", points: 1), .pass), (check("b", points: 3), .fail), (check("c", points: 3), .pass),
    ])
    #expect(report.score == .init(points: 4, of: 7, stars: 0, ofStars: 0))
  }

  @Test("Only a failed check has a next step")
  func tellsNextSteps() {
    let report = report([(check("a"), .pass), (check("b"), .fail), (check("c"), .inconclusive)])
    #expect(report.checks.map(\.next) == ["", "next of b", ""])
  }

  @Test("A failure that a lack of processors could explain is inconclusive, and says so")
  func excusesStarvation() {
    func starvation(awaited: Int, used: Int) -> Starvation? {
      Starvation(
        during: .seconds(4), from: ProcessorTime(used: .zero, awaited: .seconds(1)),
        to: ProcessorTime(used: .milliseconds(used), awaited: .milliseconds(1_000 + awaited)))
    }
    let starved = starvation(awaited: 3_000, used: 2_900)
    let outcome = CheckOutcome(check("a"), finding(.fail, mayBeLate: true), starvation: starved)
    #expect(outcome.verdict == .inconclusive)
    #expect(outcome.measured.contains("the module was ready to run for 3000 ms, and had no processor"))
    #expect(CheckOutcome(check("a"), finding(.fail), starvation: starved).verdict == .fail)
    #expect(starvation(awaited: 2_999, used: 100) == nil)
    #expect(starvation(awaited: 3_000, used: 3_000) == nil)
  }

  @Test("The advice of a failure's cause comes before its check's own")
  func prefersTheCausesAdvice() {
    let failure = Failure("kind.cause", "m", next: "next of the cause")
    let finding = Finding(expected: "e", passed: "p", failure: failure)
    #expect(CheckOutcome(check("a"), finding).next == "next of the cause")
  }

  @Test("An exception in the log comes before the check's advice, but not before that of the cause")
  func prefersTheException() {
    let log = LogExcerpt(
      "ERROR:    no such table (route at Module/main.swift:7)", by: SwiftFaultLog(), SourceFiles([:]), secret: "s3cret")
    func next(_ next: String?) -> String {
      let failure = Failure("kind.cause", "m", next: next, isInLog: true)
      return CheckOutcome(check("a"), Finding(expected: "e", passed: "p", failure: failure), log: log).next
    }
    #expect(next(nil) == "The route at main.swift:7 threw an error: no such table. Fix that first.")
    #expect(next("next of the cause") == "next of the cause")
  }

  @Test("A report decodes to what was encoded, with units in its names")
  func isCodable() throws {
    let data = try JSONEncoder().encode(report([(check("a"), .fail)]))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["duration_ms"] as? Double == 1234.6)
    #expect(object["preparation_ms"] as? Double == 300)
    #expect(object["seed"] as? Int == 3)
    #expect(try JSONDecoder().decode(Report.self, from: data) == report([(check("a"), .fail)]))
  }

  @Test("A failure that a slow machine explains is inconclusive while the control is late, and only then")
  func weighsTheControl() {
    func verdict(lag: Int, mayBeLate: Bool) -> CheckOutcome {
      let control = ControlReading(lag: .milliseconds(lag), limit: .milliseconds(250))
      return CheckOutcome(check("a"), finding(.fail, mayBeLate: mayBeLate), control: control)
    }
    #expect(verdict(lag: 250, mayBeLate: true).verdict == .fail)
    #expect(verdict(lag: 300, mayBeLate: false).verdict == .fail)
    let excused = verdict(lag: 300, mayBeLate: true)
    #expect(excused.verdict == .inconclusive)
    #expect(excused.cause == nil && excused.next.isEmpty)
    #expect(
      excused.measured == "this machine was too busy: a server known to be good answered after 300 ms (otherwise: m)")
  }

  @Test("Every event of a run decodes to what was encoded")
  func eventsAreCodable() throws {
    let report = report([(check("a"), .fail)])
    let events: [RunEvent] = [
      .preparing("s"), .compiling, .starting, .running, .measuring(check: "a"), .judged(report.checks[0]),
      .finished(report),
    ]
    #expect(try JSONDecoder().decode([RunEvent].self, from: JSONEncoder().encode(events)) == events)
  }

  @Test("A module that never ran fails one check, worth all points")
  func tellsOfStartFailures() {
    let outcome = CheckOutcome.starts(
      .exited(.code(3), log: "its last words"), hint: "h",
      insteadOf: [check("a", points: 3), check("b", points: 4), check("c", required: false, points: 5)])
    #expect(outcome.id == Report.startCheck && outcome.verdict == .fail && outcome.points == 7)
    #expect(outcome.measured == "the module exited with code 3 before it answered a request")
    #expect(outcome.evidence == Evidence(.log, "its last words"))
    #expect(outcome.next == "h")
  }

  @Test("A module that does not compile has the compiler's words, and no commands to reproduce")
  func tellsOfCompileErrors() {
    let outcome = CheckOutcome.starts(.doesNotCompile("error: x"), hint: "h", insteadOf: [check("a")])
    #expect(outcome.evidence == Evidence(.compiler, "error: x"))
    #expect(outcome.reproduce.isEmpty)
  }

  @Test("A module that is compiled for too long is told from one that does not compile")
  func tellsOfSlowCompilers() {
    let outcome = CheckOutcome.starts(.compilesTooLong(.seconds(60), log: "warning: x"), hint: "h", insteadOf: [])
    #expect(outcome.measured == "the compiler did not finish within 60.0 seconds")
    #expect(outcome.cause == "starts.compiles-too-long")
    #expect(outcome.evidence == Evidence(.compiler, "warning: x"))
  }
}

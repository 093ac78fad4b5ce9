import Checks
import Judging
import Lessons
import Report
import TestSupport
import Testing

/// What comes from a module is short and harmless wherever faces show it.
@Suite(.timeLimit(.minutes(10)))
struct CutTests {
  private let long = "\u{1B}[31m" + String(repeating: "x", count: 100_000)

  private func outcome(_ measured: String, seen: String = "200", log: String? = nil) -> CheckOutcome {
    CheckOutcome(
      .forTests("a"),
      Finding(
        expected: "all is well", passed: "", failure: Failure("a.b", measured),
        exhibit: .exchanges([ExchangeRow("GET /", expected: "200", seen: seen, holds: false)])),
      log: log.map { LogExcerpt(endOf: $0) })
  }

  @Test("A sentence with a value of any length is cut, on one line, and cannot control the terminal")
  func cutsSentences() throws {
    let outcome = outcome("a\nb \(long)", seen: long)
    #expect(outcome.measured.hasPrefix("a b \u{FFFD}[31mxxx"))
    #expect(outcome.measured.count == 1_003)
    let row = try #require(outcome.exhibit?.rows?.first)
    #expect(row.seen.hasPrefix("\u{FFFD}[31mxxx"))
    #expect(row.seen.count == 203)
  }

  @Test("A log has no more lines than a person reads, none of them long; an empty one is there, and empty")
  func cutsLog() throws {
    let log = outcome("it failed", log: (1...100).map { "line \($0) \(long)" }.joined(separator: "\n")).evidence
    let lines = try #require(log?.text.split(separator: "\n"))
    #expect(lines.count == 12)
    #expect(lines.last?.hasPrefix("line 100 ") == true)
    #expect(lines.allSatisfy { $0.count <= 403 })
    #expect(outcome("it failed", log: "").evidence == Evidence(.log, ""))
    #expect(outcome("it failed", log: nil).evidence == nil)
  }
}

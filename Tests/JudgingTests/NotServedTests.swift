import Checks
import Judging
import Report
import TestSupport
import Testing

@Suite("What a check that watches others makes of their failures", .timeLimit(.minutes(10)))
struct NotServedTests {
  private func judge(_ causes: [String?]) -> Finding? {
    let watched = causes.enumerated().map { CheckOutcome.forTests("c\($0)", $1 == nil ? .pass : .fail, cause: $1) }
    return .notServed(watched, expected: "it never blocks")
  }

  @Test("Where all of them fail, nothing was shown")
  func isUnserved() throws {
    let finding = try #require(judge(["contract.wrong-status", "order.too-early"]))
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "module.not-served")
    #expect(finding.expected == "it never blocks")
    #expect(finding.measured.contains("(c0, c1)"))
    #expect(finding.next == "First serve the requests of c0: it says what is wrong with them.")
    #expect(!finding.dependsOnControl)
  }

  @Test("Where one passes, its requests were served, whatever is wrong with the others")
  func isServed() {
    #expect(judge([nil, nil]) == nil)
    #expect(judge([nil, "patience.server-error", "rendezvous.calls-queued"]) == nil)
  }

  @Test("A check without a verdict accuses no one")
  func isInconclusive() {
    let watched = [CheckOutcome.forTests("a", .inconclusive), .forTests("b", .fail, cause: "order.too-early")]
    #expect(Finding.notServed(watched, expected: "") == nil)
  }
}

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

  @Test(
    "Requests that got a wrong response, or none, show nothing",
    arguments: ["contract.wrong-status", "order.server-error", "patience.no-response", "a.not-json", "module.ended"])
  func isUnserved(cause: String) throws {
    let finding = try #require(judge([nil, cause, "order.too-early"]))
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "module.not-served")
    #expect(finding.expected == "it never blocks")
    #expect(
      finding.measured
        == "requests of these checks were not served as they should be: c1; what is not served blocks nothing")
    #expect(finding.next == "First serve the requests of c1: it says what is wrong with them.")
    #expect(!finding.dependsOnControl)
  }

  @Test("What fails in another way was served, unless nothing passed")
  func isServed() {
    #expect(judge([nil, nil]) == nil)
    #expect(judge([nil, "order.too-early", "rendezvous.calls-queued"]) == nil)
    #expect(judge(["contract.wrong-field", "order.too-early"])?.measured.contains("c0, c1;") == true)
  }

  @Test("A check without a verdict accuses no one")
  func isInconclusive() {
    let watched = [CheckOutcome.forTests("a", .inconclusive), .forTests("b", .fail, cause: "order.too-early")]
    #expect(Finding.notServed(watched, expected: "") == nil)
  }
}

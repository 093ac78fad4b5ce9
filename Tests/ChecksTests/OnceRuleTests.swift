import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OnceRuleTests {
  private func order(
    status: Int? = 201, calls: Int = 1, difference: FieldDifference? = nil
  ) -> OnceCheck.Placement {
    .init(exchange("/orders", method: "POST", status: status), calls: calls, difference: difference)
  }

  private func judge(
    _ orders: [OnceCheck.Placement], broken: OnceCheck.Placement? = nil, strangers: [String] = []
  ) throws -> Finding {
    try OnceCheck(
      parameters: ManifestNode(
        yaml: "{post: /orders, calls: /orders, body: {order: '{order}'}, status: 201, noun: order}")
    ).judge(.init(placed: orders, broken: broken, strangers: strangers))
  }

  @Test("The response after the upstream broke off is not judged, only the number of calls")
  func judgesTheBroken() throws {
    #expect(try judge([order()], broken: order(status: 500)).verdict == .pass)
    #expect(try judge([order()], broken: order(status: nil)).verdict == .pass)
    expectFailures([
      (
        try judge([order()], broken: order(status: 500, calls: 2)), "once.retried",
        "to one order, and was called 2 times"
      ),
      (
        try judge([order()], broken: order(status: 500), strangers: [""]), "once.more-calls",
        "3 upstream calls for 2 orders"
      ),
    ])
  }

  @Test("One call for each order, answered with its reply, passes")
  func passes() throws {
    let finding = try judge([order(), order()])
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("2 orders, 2 upstream calls"))
  }

  @Test("Two calls, none, another body, another status and another reply fail")
  func fails() throws {
    let difference = FieldDifference(field: "order", expected: .text("a"), found: .text("b"))
    expectFailures([
      (try judge([order(), order(calls: 2)]), "once.repeated", "POST /orders made 2 upstream calls instead of 1"),
      (try judge([order(), order(calls: 0)]), "once.no-call", "1 upstream call for 2 orders"),
      (try judge([order(calls: 0)], strangers: [""]), "once.other-body", "called without the order's body"),
      (try judge([order(calls: 0)], strangers: ["{}"]), "once.other-body", "another body than the order's: {}"),
      (try judge([order()], strangers: [""]), "once.more-calls", "2 upstream calls for 1 order"),
      (try judge([order(status: 200)]), "once.wrong-status", "returned 200 instead of 201"),
      (try judge([order(status: nil, calls: 0)]), "once.no-response", "it hung up"),
      (try judge([order(difference: difference)]), "once.wrong-field", "returned \"order\": \"b\" instead of \"a\""),
    ])
  }
}

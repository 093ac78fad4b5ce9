import Base
import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct OnceRuleTests {
  private func order(
    status: Int? = 201, calls: Int = 1, difference: FieldDifference? = nil
  ) -> OnceCheck.Order {
    .init(exchange("/orders", method: "POST", status: status), calls: calls, difference: difference)
  }

  private func judge(
    _ orders: [OnceCheck.Order], broken: OnceCheck.Order? = nil, strangers: [String] = []
  ) throws -> Finding {
    try OnceCheck(parameters: ManifestNode(yaml: "{post: /orders, calls: /orders, body: {order: '{order}'}}"))
      .judge(.init(orders: orders, broken: broken, strangers: strangers))
  }

  @Test("What is answered when the partner breaks off is not judged, only how often it was asked")
  func judgesTheBroken() throws {
    #expect(try judge([order()], broken: order(status: 500)).verdict == .pass)
    #expect(try judge([order()], broken: order(status: nil)).verdict == .pass)
    expectFailures([
      (try judge([order()], broken: order(status: 500, calls: 2)), "to one order, and got it 2 times"),
      (try judge([order()], broken: order(status: 500), strangers: [""]), "3 calls to the partner for 2 orders"),
    ])
  }

  @Test("One call for each order, answered with its reply, passes")
  func passes() throws {
    let finding = try judge([order(), order()])
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("2 orders, 2 calls"))
  }

  @Test("Two calls, none, another body, another status and another reply fail")
  func fails() throws {
    let difference = FieldDifference(field: "order", expected: .text("a"), found: .text("b"))
    expectFailures([
      (try judge([order(), order(calls: 2)]), "POST /orders made 2 calls to the partner"),
      (try judge([order(), order(calls: 0)]), "1 calls to the partner for 2 orders"),
      (try judge([order(calls: 0)], strangers: [""]), "called without the order's body"),
      (try judge([order(calls: 0)], strangers: ["{}"]), "another body than the order's: {}"),
      (try judge([order()], strangers: [""]), "2 calls to the partner for 1 orders"),
      (try judge([order(status: 200)]), "answered 200 instead of 201"),
      (try judge([order(status: nil, calls: 0)]), "it hung up"),
      (try judge([order(difference: difference)]), "answered \"order\": \"b\", and the partner had replied \"a\""),
    ])
  }
}

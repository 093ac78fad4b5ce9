import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OnceRuleTests {
  private func order(
    status: Int? = 201, calls: Int = 1, difference: FieldDifference? = nil, body: String = "", reply: String = "{}",
    manner: OnceCheck.Manner = .init()
  ) -> OnceCheck.Placement {
    let request = ProbeRequest("POST", "/orders", body: body)
    let outcome = exchange("/orders", method: "POST", status: status, body: reply).outcome
    return .init(Exchange(request, outcome), manner, calls: calls, difference: difference)
  }

  private func judge(
    _ orders: [OnceCheck.Placement], broken: OnceCheck.Placement? = nil, strangers: [String] = []
  ) throws -> Finding {
    try OnceCheck(
      parameters: ManifestNode(
        yaml: "{post: /orders, calls: /orders, body: {order: '{order}'}, status: 201, noun: order}")
    ).judge(.init(placed: orders, broken: broken, strangers: strangers))
  }

  @Test("An order in a response of success, although the upstream broke off, is made up, and fails")
  func findsMadeUpOrders() throws {
    let difference = FieldDifference(field: "order", expected: .text("a"), found: .text("pending-7"))
    func finding(_ status: Int, _ reply: String, _ difference: FieldDifference? = difference) throws -> Finding {
      try judge([order()], broken: order(status: status, difference: difference, reply: reply))
    }
    expectFailures([
      (
        try finding(201, #"{"order": "pending-7"}"#), "once.made-up",
        #"the response was 201 all the same, with "order": "pending-7", which is not from the upstream"#
      )
    ])
    #expect(try finding(502, #"{"order": "pending-7"}"#).verdict == .pass)
    #expect(try finding(202, #"{"state": "unknown"}"#).verdict == .pass)
    #expect(try finding(201, #"{"order": null}"#).verdict == .pass)
    #expect(try finding(201, #"{"order": "a"}"#, nil).verdict == .pass)
  }

  @Test("After the upstream broke off, any error or none at all passes, and a second call fails")
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
      (try judge([order(), order(calls: 0)]), "once.no-call", "POST /orders made no upstream call"),
      (try judge([order(calls: 0)], strangers: [""]), "once.other-body", "called without the order's body"),
      (
        try judge([order(calls: 0)], strangers: ["{}"]), "once.other-body", "another body than that of POST /orders: {}"
      ),
      (try judge([order()], strangers: [""]), "once.more-calls", "2 upstream calls for 1 order"),
      (try judge([order(status: 200)]), "once.wrong-status", "returned 200 instead of 201"),
      (try judge([order(status: nil, calls: 0)]), "once.no-response", "it hung up"),
      (try judge([order(difference: difference)]), "once.wrong-field", "returned \"order\": \"b\" instead of \"a\""),
    ])
  }

  @Test("A body that was cut, or an order that was taken for an earlier one, is named")
  func namesTheBody() throws {
    let pieces = OnceCheck.Manner(pieces: 3)
    let body = "{\"item\": \"caf\u{e9} noir\"}"
    expectFailures([
      (
        try judge([order(), order(calls: 0, body: body, manner: pieces)], strangers: ["{\"item\": \"caf\u{FFFD}"]),
        "once.cut-body", "got only the first 13 of 22 bytes of a body that came in 3 pieces"
      ),
      (
        try judge([order(status: 413, calls: 0, body: String(repeating: "a", count: 1_001))]), "once.wrong-status",
        "POST /orders (1001 bytes) returned 413 instead of 201"
      ),
      (
        try judge([order(), order(calls: 0, manner: .init(isRepeated: true))]), "once.no-call",
        "POST /orders, with the same body as an earlier order, made no upstream call"
      ),
      (
        try judge([order(), order(calls: 0, manner: .init(sharedHeader: "X-Request-ID"))]), "once.no-call",
        "POST /orders (another, with the X-Request-ID of the one before) made no upstream call"
      ),
    ])
  }

  @Test("A body that is called too long leads to the limit")
  func advisesOnLimits() throws {
    #expect(
      try judge([order(status: 413, calls: 0)]).next?.hasPrefix("Something refuses a body of this length") == true)
    #expect(try judge([order(status: 403, calls: 0)]).next == nil)
  }

  @Test("An order with an unknown field may be refused with 400 or 422, if nothing is placed for it")
  func excusesFields() throws {
    let further = OnceCheck.Manner(furtherField: "color")
    for status in [400, 422] {
      #expect(try judge([order(), order(status: status, calls: 0, manner: further)]).verdict == .pass)
      #expect(try judge([order(), order(status: status, calls: 1, manner: further)]).verdict == .fail)
    }
    expectFailures([
      (try judge([order(status: 500, calls: 0, manner: further)]), "once.server-error", "returned 500 instead of 201"),
      (
        try judge([order(calls: 0, manner: further)], strangers: [#"{"item": "a"}"#]), "once.lost-field",
        "of POST /orders the upstream got a body without its field \"color\""
      ),
    ])
  }

  @Test("A body of unknown length may be rejected, if nothing is placed for it")
  func excusesChunks() throws {
    let chunked = OnceCheck.Manner(pieces: 2, isChunked: true)
    #expect(try judge([order(), order(status: 411, calls: 0, manner: chunked)]).verdict == .pass)
    #expect(try judge([order(), order(status: 201, calls: 0, manner: chunked)]).verdict == .fail)
    #expect(try judge([order(), order(status: 411, calls: 0, manner: chunked)], strangers: [""]).verdict == .fail)
    #expect(try judge([order(), order(status: 411, calls: 0, manner: .init(pieces: 2))]).verdict == .fail)
  }
}

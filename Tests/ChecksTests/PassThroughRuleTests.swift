import Bench
import Checks
import Lessons
import Report
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PassThroughRuleTests {
  private func answer(
    _ exchange: Exchange, _ expected: ExpectedStatus, _ difference: FieldDifference? = nil
  ) -> PassThroughCheck.CheckedAnswer {
    .init(exchange, to: "GET /{word}", expected: expected, difference: difference)
  }

  private func judge(_ answers: [PassThroughCheck.CheckedAnswer]) throws -> Finding {
    try PassThroughCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(.init(answers: answers))
  }

  @Test("Responses with their own statuses pass")
  func passes() throws {
    let finding = try judge([
      answer(exchange(), .success), answer(exchange(status: 404), .code(404)), answer(exchange(status: 204), .success),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "3 requests, each with its own status")
  }

  @Test("Another status, another body and no response fail; only the last may be caused by this machine")
  func fails() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let lost = try judge([answer(exchange(status: nil), .success)])
    let changed = try judge([
      answer(exchange(), .success), answer(exchange("/teapot", status: 500), .code(418)),
    ])
    expectFailures([
      (changed, "pass-through.server-error", "GET /teapot returned 500 instead of 418"),
      (
        try judge([answer(exchange(status: 404), .success)]), "pass-through.wrong-status", "returned 404 instead of 2xx"
      ),
      (
        try judge([answer(exchange(), .code(200), difference)]), "pass-through.wrong-field",
        "returned \"ok\": nothing instead of true"
      ),
      (lost, "pass-through.no-response", "GET /ok got no response: it hung up"),
    ])
    #expect(lost.dependsOnControl && !changed.dependsOnControl)
    #expect(changed.isInModuleLog)
    #expect(changed.reproduce.contains("/teapot"))
  }

  @Test("A row shows the route, and a wrong status takes precedence over a wrong body")
  func draws() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let finding = try judge([
      answer(exchange("/xyz", status: 500), .code(404)), answer(exchange(status: 500), .code(200), difference),
      answer(exchange(), .code(200), difference),
    ])
    #expect(
      finding.exhibit?.rows == [ExchangeRow("GET /{word}", expected: "404", seen: "500", holds: false)],
      "one row for each route, the first that is wrong")
    let bodies = try judge([answer(exchange(), .code(200)), answer(exchange(), .code(200), difference)])
    #expect(
      bodies.exhibit?.rows == [
        ExchangeRow("GET /{word}", expected: "200 with its own body", seen: "200 with another \"ok\"", holds: false)
      ])
    #expect(bodies.next?.hasPrefix("Return the route's own body") == true)
  }
}

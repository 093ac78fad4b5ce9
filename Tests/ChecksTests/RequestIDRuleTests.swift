import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RequestIDRuleTests {
  private func reading(
    sent: String? = nil, ids: [String], status: Int? = 200, isSideBySide: Bool = false
  ) -> RequestIDCheck.Reading {
    .init(exchange(status: status), sent: sent, ids: ids, isSideBySide: isSideBySide)
  }

  private func judge(_ readings: [RequestIDCheck.Reading]) throws -> Finding {
    try RequestIDCheck(
      parameters: ManifestNode(yaml: "{header: X-Request-ID, requests: [], slow: {post: /a}, quick: {get: /b}}")
    ).judge(.init(header: "X-Request-ID", readings: readings))
  }

  @Test("The caller's ID, or a new one each time, passes whatever the status")
  func passes() throws {
    let readings = [reading(sent: "a", ids: ["a"]), reading(ids: ["1"], status: 500), reading(ids: ["2"], status: 404)]
    #expect(try judge(readings).verdict == .pass)
  }

  @Test("A route without a response is left to another check when other routes respond")
  func leavesSilenceToOthers() throws {
    let answered = reading(sent: "a", ids: ["a"])
    #expect(try judge([answered, reading(ids: [], status: nil)]).verdict == .pass)
    #expect(try judge([reading(ids: [], status: nil)]).verdict == .fail)
  }

  @Test("No ID, an empty one, two, another than the caller's, and one that was used before fail")
  func fails() throws {
    expectFailures([
      (
        try judge([reading(ids: [], status: 404)]), "request-id.missing",
        "the response to GET /ok (404) has no X-Request-ID"
      ),
      (try judge([reading(ids: [""])]), "request-id.missing", "has no X-Request-ID"),
      (try judge([reading(sent: "a", ids: ["a", "b"])]), "request-id.several", "has 2 lines of X-Request-ID: a and b"),
      (
        try judge([reading(sent: "a", ids: ["b"])]), "request-id.not-the-callers",
        "has the X-Request-ID b, but the caller had sent a"
      ),
      (
        try judge([reading(sent: "a", ids: ["b"], isSideBySide: true)]), "request-id.not-the-callers",
        "the caller had sent a, while another request with its own ID was in progress"
      ),
      (
        try judge([reading(ids: ["1"]), reading(ids: ["1"])]), "request-id.reused", "which an earlier response had too"
      ),
      (
        try judge([reading(sent: "1", ids: ["1"]), reading(ids: ["1"])]), "request-id.reused",
        "which an earlier response had too"
      ),
      (try judge([reading(ids: [], status: nil)]), "request-id.no-response", "it hung up"),
    ])
  }

  @Test("At most eight rows are shown, the failed ones first")
  func showsTheWrongOnes() throws {
    let finding = try judge((1...9).map { reading(ids: ["\($0)"]) } + [reading(ids: [])])
    let rows = try #require(finding.exhibit?.rows)
    #expect(rows.count == 8)
    #expect(rows.map(\.holds) == [false] + Array(repeating: true, count: 7))
  }
}

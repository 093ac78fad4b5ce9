import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RequestIDRuleTests {
  private func reading(
    _ target: String = "/ok", sent: String? = nil, ids: [String], status: Int? = 200,
    _ occasion: RequestIDCheck.Occasion = .alone, failsOnPurpose: Bool = false
  ) -> RequestIDCheck.Reading {
    .init(exchange(target, status: status), sent: sent, ids: ids, occasion: occasion, failsOnPurpose: failsOnPurpose)
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
      (
        try judge([reading(sent: "a", ids: ["a", "b"])]), "request-id.several",
        "has the header X-Request-ID 2 times: a and b"
      ),
      (
        try judge([reading(sent: "a", ids: ["a", "a"])]), "request-id.several",
        "has the header X-Request-ID 2 times, each time with a"
      ),
      (
        try judge([reading(sent: "a", ids: ["b"])]), "request-id.not-the-callers",
        "has the X-Request-ID b, but the caller had sent a"
      ),
      (
        try judge([reading(ids: ["1"]), reading(ids: ["1"])]), "request-id.reused", "which an earlier response had too"
      ),
      (
        try judge([reading(sent: "1", ids: ["1"]), reading(ids: ["1"])]), "request-id.reused",
        "has the X-Request-ID 1, which the caller of GET /ok had sent"
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

  @Test("How an ID differs from the caller's is said")
  func tellsDifferences() throws {
    let long = String(repeating: "x", count: 200)
    expectFailures([
      (
        try judge([reading(sent: "7A-f", ids: ["7a-f"])]), "request-id.not-the-callers",
        "has the X-Request-ID 7a-f, which differs from the caller's 7A-f in letter case only"
      ),
      (
        try judge([reading(sent: long, ids: [String(repeating: "x", count: 36)])]), "request-id.not-the-callers",
        "has only the first 36 of the 200 characters of the caller's X-Request-ID"
      ),
      (
        try judge([
          reading("/a", sent: "a", ids: ["b"], .sideBySide), reading("/b", sent: "b", ids: ["b"], .sideBySide),
        ]),
        "request-id.not-the-callers",
        "has the X-Request-ID b of another request, GET /b, which was in progress at the same time; its caller had sent a"
      ),
      (
        try judge([reading("/b", sent: "b", ids: ["b"]), reading("/a", sent: "a", ids: ["b"], .keptConnection)]),
        "request-id.not-the-callers", "of another request, GET /b, which came before"
      ),
      (
        try judge([reading(sent: long, ids: ["c"])]), "request-id.not-the-callers",
        "but the caller had sent xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (200 characters)"
      ),
    ])
  }

  @Test("Where a new ID replaces the caller's on all responses of one kind, that kind is named")
  func namesThePath() throws {
    let kept = reading(sent: "a", ids: ["a"])
    let lost = ["b", "c"].map { (id: String) in
      reading("/boom", sent: id, ids: ["new-\(id)"], status: 500, failsOnPurpose: true)
    }
    #expect(try judge([kept] + lost).next?.hasPrefix("On responses with status 500, a new ID replaces") == true)
    let other = reading("/boom", sent: "d", ids: ["d"], status: 500, failsOnPurpose: true)
    #expect(try judge([kept, other] + lost).next?.hasPrefix("The IDs of other requests were kept") == true)
  }

  @Test("The next step depends on which responses have no ID; after an exception no one expected it is left to the log")
  func advises() throws {
    let right = reading(ids: ["1"])
    let unknown = try judge([right, reading(ids: [], status: 404)])
    #expect(unknown.next?.hasPrefix("No route answers this request") == true)
    let failed = try judge([right, reading(ids: [], status: 500, failsOnPurpose: true)])
    #expect(failed.next?.hasPrefix("This response is made where the exception ends") == true)
    #expect(!failed.isInModuleLog)
    let unexpected = try judge([right, reading(ids: [], status: 500)])
    #expect(unexpected.next == nil && unexpected.isInModuleLog)
    #expect(try judge([reading(ids: [], status: 404), reading(ids: [], status: 418)]).next == nil)
  }
}

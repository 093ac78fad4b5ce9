import Base
import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing
import Tracks

private func exchange(
  _ target: String = "/ok", method: String = "GET", status: Int? = 200, headers: [ProbeRequest.Header] = [],
  body: String = "{}"
) -> Exchange {
  Exchange(
    ProbeRequest(method, target),
    status.map { .answer(Answer(status: $0, headers: headers, body: body)) } ?? .noAnswer("it hung up"))
}

/// Each finding fails, and says `part`.
private func expectFailures(_ findings: [(Finding, String)]) {
  for (finding, part) in findings {
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains(part), "\(finding.measured)")
  }
}

struct ExpectedBodyTests {
  @Test("Texts, true, false and the values of placeholders must be there; other fields may")
  func compares() throws {
    let body = try ExpectedBody(ManifestNode(yaml: "{ok: true, message: pong, price: '{price}'}"))
    func difference(_ text: String) -> String? {
      body.difference(JSONValue(bytes: Array(text.utf8)) ?? .null, ["price": .number(1.5)])?.field
    }
    #expect(difference(#"{"ok": true, "message": "pong", "price": 1.5, "more": []}"#) == nil)
    #expect(difference(#"{"ok": "true", "message": "pong", "price": 1.5}"#) == "ok")
    #expect(difference(#"{"ok": true, "message": "ping", "price": 1.5}"#) == "message")
    #expect(difference("[]") == "message")
  }
}

struct PassThroughRuleTests {
  private func answer(
    _ exchange: Exchange, _ expected: ExpectedStatus, _ difference: FieldDifference? = nil
  ) -> PassThroughCheck.CheckedAnswer {
    .init(exchange, to: "GET /{word}", expected: expected, difference: difference)
  }

  private func judge(_ answers: [PassThroughCheck.CheckedAnswer]) throws -> Finding {
    try PassThroughCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(.init(answers: answers))
  }

  @Test("Each answer with its own status passes")
  func passes() throws {
    let finding = try judge([
      answer(exchange(), .success), answer(exchange(status: 404), .code(404)), answer(exchange(status: 204), .success),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "3 requests, each answered with its own status")
  }

  @Test("Another status, another body and no answer fail; only the last may be this machine's fault")
  func fails() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let lost = try judge([answer(exchange(status: nil), .success)])
    let changed = try judge([
      answer(exchange(), .success), answer(exchange("/teapot", status: 500), .code(418)),
    ])
    expectFailures([
      (changed, "GET /teapot answered 500 instead of 418"),
      (try judge([answer(exchange(status: 404), .success)]), "answered 404 instead of 2xx"),
      (
        try judge([answer(exchange(), .code(200), difference)]),
        "answered \"ok\": nothing, instead of true"
      ),
      (lost, "GET /ok: it hung up"),
    ])
    #expect(lost.dependsOnControl && !changed.dependsOnControl)
    #expect(changed.isInModuleLog)
    #expect(changed.reproduce.contains("/teapot"))
  }

  @Test("A row names the route, and a wrong status before a wrong body")
  func draws() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let finding = try judge([
      answer(exchange("/xyz", status: 500), .code(404)), answer(exchange(status: 500), .code(200), difference),
      answer(exchange(), .code(200), difference),
    ])
    let rows: [ExchangeRow]? = finding.measurements[Exhibits.exchanges]?.decoded()
    #expect(
      rows == [
        ExchangeRow("GET /{word}", expected: "404", seen: "500", holds: false),
        ExchangeRow("GET /{word}", expected: "200", seen: "500", holds: false),
        ExchangeRow("GET /{word}", expected: "200 with its own", seen: "200 with another \"ok\"", holds: false),
      ])
  }
}

struct FaultRuleTests {
  private func attempt(
    status: Int? = 500, type: String? = "application/json", body: String = "{}", secret: Bool = false,
    missing: Set<FaultLogPart>? = []
  ) -> FaultCheck.Attempt {
    let headers = type.map { [ProbeRequest.Header("content-type", $0)] } ?? []
    return .init(
      exchange("/boom", status: status, headers: headers, body: body), isSecretShown: secret, missing: missing)
  }

  private func judge(_ attempts: [FaultCheck.Attempt], log: any FaultLogReader = FastAPIFaultLog()) throws -> Finding {
    try FaultCheck(parameters: ManifestNode(yaml: "{get: /boom, header: X-Request-ID}"))
      .judge(.init(log: log, attempts: attempts))
  }

  @Test("A 500 in JSON of any kind that gives nothing away and is logged passes")
  func passes() throws {
    #expect(try judge([attempt(), attempt(type: "application/problem+json; charset=utf-8")]).verdict == .pass)
    #expect(try judge([attempt(body: "\"Internal Server Error\"")], log: SwiftFaultLog()).verdict == .pass)
  }

  @Test("Another status, no JSON, the secret, and an error that was not logged fail")
  func fails() throws {
    expectFailures([
      (try judge([attempt(), attempt(status: 200, missing: nil)]), "answered 200 instead of 500"),
      (try judge([attempt(status: nil, missing: nil)]), "it hung up"),
      (try judge([attempt(type: "text/plain", missing: nil)]), "answered text/plain instead of JSON"),
      (try judge([attempt(type: nil, missing: nil)]), "a body without a content type"),
      (try judge([attempt(body: "", missing: nil)]), "application/json that is no JSON"),
      (try judge([attempt(secret: true, missing: nil)]), "shows the secret"),
      (try judge([attempt(missing: [.traceback, .description])]), "the log has nothing of the error"),
      (try judge([attempt(missing: [.traceback])]), "but no traceback"),
      (
        try judge([attempt(missing: [.requestID, .place])], log: SwiftFaultLog()),
        "without the request's id and the route's file and line"
      ),
      (
        try judge([attempt(missing: [.description, .place])], log: SwiftFaultLog()), "the log has nothing of the error"
      ),
    ])
  }

  @Test("Only what did not come in time may be this machine's fault")
  func weighs() throws {
    #expect(try judge([attempt(missing: [.traceback])]).dependsOnControl)
    #expect(try judge([attempt(status: nil, missing: nil)]).dependsOnControl)
    #expect(try !judge([attempt(secret: true, missing: nil)]).dependsOnControl)
  }
}

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

  @Test("The caller's id, or a new one each time, passes whatever the status")
  func passes() throws {
    let readings = [reading(sent: "a", ids: ["a"]), reading(ids: ["1"], status: 500), reading(ids: ["2"], status: 404)]
    #expect(try judge(readings).verdict == .pass)
  }

  @Test("A route without an answer is another check's concern, where others are answered")
  func leavesSilenceToOthers() throws {
    let answered = reading(sent: "a", ids: ["a"])
    #expect(try judge([answered, reading(ids: [], status: nil)]).verdict == .pass)
    #expect(try judge([reading(ids: [], status: nil)]).verdict == .fail)
  }

  @Test("No id, an empty one, two, another than the caller's, and one that was given before fail")
  func fails() throws {
    expectFailures([
      (try judge([reading(ids: [], status: 404)]), "the answer to GET /ok (404) has no X-Request-ID"),
      (try judge([reading(ids: [""])]), "has no X-Request-ID"),
      (try judge([reading(sent: "a", ids: ["a", "b"])]), "has 2 lines of X-Request-ID: a and b"),
      (try judge([reading(sent: "a", ids: ["b"])]), "has the X-Request-ID b, and the caller had sent a"),
      (
        try judge([reading(sent: "a", ids: ["b"], isSideBySide: true)]),
        "the caller had sent a, though another request was under way"
      ),
      (try judge([reading(ids: ["1"]), reading(ids: ["1"])]), "which an earlier answer had as well"),
      (try judge([reading(sent: "1", ids: ["1"]), reading(ids: ["1"])]), "which an earlier answer had as well"),
      (try judge([reading(ids: [], status: nil)]), "it hung up"),
    ])
  }

  @Test("At most eight rows are shown, the wrong ones first")
  func showsTheWrongOnes() throws {
    let finding = try judge((1...9).map { reading(ids: ["\($0)"]) } + [reading(ids: [])])
    let rows = try #require(finding.measurements["exchanges"]?.decoded(as: [ExchangeRow].self))
    #expect(rows.count == 8)
    #expect(rows.map(\.holds) == [false] + Array(repeating: true, count: 7))
  }
}

struct StreamRuleTests {
  private func judge(
    _ beginning: StreamCheck.Beginning = .arrived, status: Int? = 200, failure: String? = nil, isWhole: Bool = true
  ) throws -> Finding {
    try StreamCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(
      .init(
        request: ProbeRequest("GET", "/stream"), beginning: beginning, status: status, failure: failure,
        isWhole: isWhole, bytes: 56))
  }

  @Test("A first chunk before the second, and the whole body after it, pass")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A chunk held back, a body cut or changed, an error and a stream that is made up fail")
  func fails() throws {
    let withheld = try judge(.withheld(.milliseconds(1_001), pings: 150))
    expectFailures([
      (withheld, "was not passed on for 1001 ms, in which the module answered 150 pings"),
      (try judge(.ended, status: 500), "answered 500 instead of 200"),
      (try judge(.ended), "ended before the partner's first chunk had come through"),
      (try judge(.neverAsked), "without asking the partner"),
      (try judge(.neverAsked, status: nil, failure: "it hung up"), "GET /stream: it hung up"),
      (try judge(failure: "it hung up"), "the first chunk arrived, and then: it hung up"),
      (try judge(isWhole: false), "the body, of 56 bytes, is not what the partner sent"),
    ])
    #expect(withheld.dependsOnControl)
    #expect(try !judge(.ended, status: 500).dependsOnControl)
  }
}

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

struct TruncationRuleTests {
  private func judge(
    _ broken: TruncationCheck.Ending?, status: Int? = 200, isGoodWhole: Bool = true, wasAsked: Bool = true
  ) throws -> Finding {
    try TruncationCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(
      .init(
        request: ProbeRequest("GET", "/stream"), good: exchange("/stream", status: status), isGoodWhole: isGoodWhole,
        broken: broken, wasAsked: wasAsked))
  }

  @Test("A stream that is cut short, or refused before it began, passes")
  func passes() throws {
    #expect(try judge(.cutShort).verdict == .pass)
    #expect(try judge(.complete(status: 502, bytes: 20)).verdict == .pass)
  }

  @Test("One that looks complete or never ends fails, and so does a module without a good one")
  func fails() throws {
    expectFailures([
      (try judge(.complete(status: 200, bytes: 14)), "a 200 of 14 bytes with a proper end: it looks complete"),
      (try judge(.open), "the client still waits"),
      (try judge(.noAnswer("it was no HTTP")), "it was no HTTP"),
      (try judge(.cutShort, wasAsked: false), "without asking the partner"),
      (try judge(nil, status: 500, isGoodWhole: false), "answered 500 instead of 200, though nothing was broken off"),
      (try judge(nil, isGoodWhole: false), "is not what the partner sent"),
      (try judge(nil, status: nil, isGoodWhole: false), "it hung up"),
    ])
  }
}

struct CORSRuleTests {
  private func judge(_ values: [String]...) throws -> Finding {
    try CORSCheck(parameters: ManifestNode(yaml: "{origin: 'https://a.example', requests: []}")).judge(
      .init(
        origin: "https://a.example",
        exchanges: values.map { values in
          exchange(
            "/boom", status: 500, headers: values.map { ProbeRequest.Header("access-control-allow-origin", $0) })
        }))
  }

  @Test("The page's origin or any origin passes")
  func passes() throws {
    #expect(try judge(["https://a.example"], ["*"]).verdict == .pass)
  }

  @Test("No header, another origin and two lines of it fail")
  func fails() throws {
    expectFailures([
      (try judge(["*"], []), "the answer to GET /boom (500) has no Access-Control-Allow-Origin"),
      (try judge(["https://b.example"]), "has the Access-Control-Allow-Origin https://b.example"),
      (try judge(["*", "*"]), "* and *"),
    ])
  }
}

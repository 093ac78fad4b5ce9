import Bench
import Checks
import Lessons
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
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

  @Test("A JSON 500 of any kind that reveals nothing and is logged passes")
  func passes() throws {
    #expect(try judge([attempt(), attempt(type: "application/problem+json; charset=utf-8")]).verdict == .pass)
    #expect(try judge([attempt(body: "\"Internal Server Error\"")], log: SwiftFaultLog()).verdict == .pass)
  }

  @Test("Another status, a body that is not JSON, the secret, and an exception that was not logged fail")
  func fails() throws {
    expectFailures([
      (
        try judge([attempt(), attempt(status: 200, missing: nil)]), "fault.wrong-status", "returned 200 instead of 500"
      ),
      (try judge([attempt(status: nil, missing: nil)]), "fault.no-response", "got no response: it hung up"),
      (try judge([attempt(type: "text/plain", missing: nil)]), "fault.not-json", "returned text/plain instead of JSON"),
      (
        try judge([attempt(type: nil, missing: nil)]), "fault.not-json", "a body without a content type instead of JSON"
      ),
      (try judge([attempt(body: "", missing: nil)]), "fault.not-json", "application/json with a body that is not JSON"),
      (
        try judge([attempt(secret: true, missing: nil)]), "fault.secret-shown",
        "the response shows every caller the secret"
      ),
      (
        try judge([attempt(missing: [.traceback, .description])]), "fault.not-logged",
        "the log has nothing about the exception"
      ),
      (try judge([attempt(missing: [.traceback])]), "fault.incomplete-log", "but no traceback"),
      (
        try judge([attempt(missing: [.requestID, .place])], log: SwiftFaultLog()), "fault.incomplete-log",
        "without the request's ID and the route's file and line"
      ),
      (
        try judge([attempt(missing: [.description, .place])], log: SwiftFaultLog()), "fault.not-logged",
        "the log has nothing about the exception"
      ),
    ])
  }

  @Test("Only what did not come in time may be caused by this machine")
  func weighs() throws {
    #expect(try judge([attempt(missing: [.traceback])]).dependsOnControl)
    #expect(try judge([attempt(status: nil, missing: nil)]).dependsOnControl)
    #expect(try !judge([attempt(secret: true, missing: nil)]).dependsOnControl)
  }
}

import Base
import Bench
import Checks
import Lessons
import TestSupport
import Testing
import Tracks

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
      (try judge([attempt(missing: [.description, .place])], log: SwiftFaultLog()), "the log has nothing of the error"),
    ])
  }

  @Test("Only what did not come in time may be this machine's fault")
  func weighs() throws {
    #expect(try judge([attempt(missing: [.traceback])]).dependsOnControl)
    #expect(try judge([attempt(status: nil, missing: nil)]).dependsOnControl)
    #expect(try !judge([attempt(secret: true, missing: nil)]).dependsOnControl)
  }
}

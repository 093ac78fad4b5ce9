import Bench
import Checks
import Lessons
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct FaultRuleTests {
  private func attempt(
    status: Int? = 500, type: String? = "application/json", body: String = "{}", disclosure: Disclosure? = nil,
    missing: Set<FaultLogPart>? = [], gap: FaultLogGap? = nil, isOtherFault: Bool = false,
    isBrowsers: Bool = false
  ) -> FaultCheck.Attempt {
    let headers = type.map { [ProbeRequest.Header("content-type", $0)] } ?? []
    return .init(
      exchange("/boom", status: status, headers: headers, body: body), disclosure: disclosure, missing: missing,
      gap: gap, isOtherFault: isOtherFault, isBrowsers: isBrowsers)
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
        try judge([attempt(missing: [.traceback, .description], gap: FaultLogGap("nothing about it", next: "n"))]),
        "fault.not-logged", "GET /boom returned 500, and within 0.5 s the log has nothing about it"
      ),
      (
        try judge([attempt(), attempt(missing: [.description], gap: FaultLogGap("nothing about it", next: "n"))]),
        "fault.not-logged", "nothing about it, although it has the same route's exception before: each must be logged"
      ),
      (
        try judge([attempt(missing: [.traceback], gap: FaultLogGap("its message, but no traceback", next: "n"))]),
        "fault.incomplete-log", "the log has its message, but no traceback"
      ),
    ])
  }

  @Test("A browser's response need not be JSON; its status, what it shows, and its log are judged")
  func judgesBrowsers() throws {
    #expect(try judge([attempt(type: "text/html", body: "<p>", isBrowsers: true)]).verdict == .pass)
    expectFailures([
      (
        try judge([attempt(status: 200, type: "text/html", missing: nil, isBrowsers: true)]), "fault.wrong-status",
        "GET /boom from a browser returned 200 instead of 500"
      ),
      (
        try judge([attempt(disclosure: Disclosure(.secret, place: "its body"), missing: nil, isBrowsers: true)]),
        "fault.secret-shown", "GET /boom from a browser returned 500, and its body shows"
      ),
      (
        try judge([attempt(missing: [.description], gap: FaultLogGap("nothing", next: "n"), isBrowsers: true)]),
        "fault.not-logged", "the log has nothing"
      ),
    ])
  }

  @Test("Only what did not come in time may be caused by this machine")
  func weighs() throws {
    #expect(try judge([attempt(missing: [.traceback])]).dependsOnControl)
    #expect(try judge([attempt(status: nil, missing: nil)]).dependsOnControl)
    #expect(try !judge([attempt(disclosure: Disclosure(.secret, place: "its body"), missing: nil)]).dependsOnControl)
  }

  @Test("What the response shows is named, with the place where it stands")
  func namesDisclosures() throws {
    func finding(_ kind: Disclosure.Kind, _ place: String) throws -> Finding {
      try judge([attempt(), attempt(disclosure: Disclosure(kind, place: place), missing: nil)])
    }
    expectFailures([
      (
        try finding(.secret, "its header X-Error"), "fault.secret-shown",
        "its header X-Error shows every caller the secret"
      ),
      (try finding(.message("a key"), "its body"), "fault.message-shown", "the exception's message: \"a key\""),
      (try finding(.type("KeyError"), "its body"), "fault.type-shown", "the exception's type, KeyError"),
      (try finding(.file("main.py"), "its body"), "fault.file-shown", "the name of the source file, main.py"),
      (try finding(.traceback, "its body"), "fault.traceback-shown", "the traceback"),
    ])
  }

  @Test("What to do follows from what the log lacks, and from another exception if that is what the log tells of")
  func advises() throws {
    #expect(try judge([attempt(missing: [.traceback], gap: FaultLogGap("a", next: "do this"))]).next == "do this")
    let text = attempt(type: "text/plain", missing: nil)
    #expect(try judge([text]).next?.hasPrefix("Respond to the exception with JSON") == true)
    let other = try judge([attempt(type: "text/plain", missing: nil, isOtherFault: true)])
    #expect(other.next == nil && other.isInModuleLog)
  }
}

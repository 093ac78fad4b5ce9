import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing

/// A request's outcome, made up.
private func outcome(_ status: Int?, _ body: String = "{}", headers: [ProbeRequest.Header] = []) -> Exchange.Outcome {
  status.map { .answer(Answer(status: $0, headers: headers, body: body)) } ?? .noAnswer("no answer within 3 s")
}

struct ValueRuleTests {
  private static let parameters = "{get: /dep, header: X-Tenant, table: t, key: tag, value: name, field: dependency}"
  private static let secrets = [PrivateValue("name", "ACME")]

  private func judge(_ trials: [Trial]) throws -> Finding {
    try ValueCheck(parameters: ManifestNode(yaml: Self.parameters)).judge(ValueCheck.Measurement(trials: trials))
  }

  private func served(_ status: Int?, _ body: String) -> Trial {
    let request = ProbeRequest("GET", "/dep", headers: [.init("X-Tenant", "A")])
    return Trial(
      .init("one", request, .served(["dependency": .text("ACME")])), outcome(status, body), keeping: Self.secrets)
  }

  private func refused(_ status: Int?, _ body: String = "{}") -> Trial {
    Trial(
      .init("no X-Tenant", ProbeRequest("GET", "/dep"), .refused(Set(400...499))), outcome(status, body),
      keeping: Self.secrets)
  }

  @Test("Right values, further fields and refusals of any 4xx pass")
  func passes() throws {
    let finding = try judge([
      served(200, #"{"dependency": "ACME", "more": 1}"#), refused(400), refused(404), refused(499),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 requests, each answered with its own value or refused")
  }

  @Test("Nothing, another value, no JSON, and anything but a refusal where one is due fail")
  func fails() throws {
    for (trial, sentence) in [
      (served(200, #"{"dependency": null}"#), #"GET /dep (one) answered "dependency": null, instead of "ACME""#),
      (served(200, "{}"), #"GET /dep (one) answered "dependency": nothing, instead of "ACME""#),
      (served(200, "ACME"), "GET /dep (one) answered a body that is no JSON"),
      (served(404, "{}"), #"GET /dep (one) answered 404, instead of "ACME""#),
      (refused(200), "GET /dep (no X-Tenant) answered 200, instead of a 4xx"),
      (refused(500), "GET /dep (no X-Tenant) answered 500, instead of a 4xx"),
      (
        refused(404, #"{"detail": "only ACME is known"}"#),
        #"GET /dep (no X-Tenant) was refused, with the name "ACME" in it, which this caller must not see"#
      ),
    ] {
      let finding = try judge([served(200, #"{"dependency": "ACME"}"#), trial])
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }

  @Test("A request without an answer fails, unless this machine was too busy, and is named only when no other fails")
  func waitsInVain() throws {
    let late = try judge([served(nil, "")])
    #expect(late.verdict == .fail && late.dependsOnControl)
    #expect(late.measured == "GET /dep (one) brought no answer: no answer within 3 s")
    let wrong = try judge([served(nil, ""), refused(200)])
    #expect(!wrong.dependsOnControl && wrong.measured.contains("answered 200"))
  }

  @Test("A failure says how to see it by hand, draws what failed first, and points at the log after a 500")
  func showsTheFailure() throws {
    let finding = try judge([refused(404), served(500, "")])
    #expect(finding.reproduce == "curl -si -H 'X-Tenant: A' http://127.0.0.1:8000/dep")
    #expect(finding.isInModuleLog)
    let rows: [ExchangeRow]? = finding.measurements["exchanges"]?.decoded()
    #expect(
      rows == [
        ExchangeRow("one", expected: "\"ACME\"", seen: "500", holds: false),
        ExchangeRow("no X-Tenant", expected: "a 4xx", seen: "404", holds: true),
      ])
  }
}

struct RefusalRuleTests {
  private static let secrets = [PrivateValue("diary", "dear diary"), PrivateValue("token", "tok")]

  private func judge(_ trials: [Trial]) throws -> Finding {
    try RefusalCheck(
      parameters: ManifestNode(yaml: "{get: /me, table: u, token: token, refused_with: [401, 403, 422]}")
    ).judge(RefusalCheck.Measurement(trials: trials))
  }

  private func served(_ status: Int) -> Trial {
    Trial(.init("a good token", ProbeRequest("GET", "/me"), .served([:])), outcome(status, "anything"))
  }

  private func refused(
    _ status: Int, _ body: String = "{}", headers: [ProbeRequest.Header] = [], authorization: String = "Basic x"
  ) -> Trial {
    let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", authorization)])
    return Trial(
      .init("as Basic", request, .refused([401, 403, 422])), outcome(status, body, headers: headers),
      keeping: Self.secrets)
  }

  @Test("The three statuses pass, and so does an answer that repeats what the request said")
  func passes() throws {
    let finding = try judge([
      served(200), refused(401), refused(403), refused(422, "Bearer tok", authorization: "Bearer tok"),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 requests, 3 of them refused without a word too many")
  }

  @Test("Another status, and a private field in the body or in a header, fail")
  func fails() throws {
    for (trial, sentence) in [
      (refused(200), "GET /me (as Basic) answered 200, instead of 401, 403 or 422"),
      (refused(404), "GET /me (as Basic) answered 404, instead of 401, 403 or 422"),
      (
        refused(200, #"{"diary": "dear diary"}"#),
        #"GET /me (as Basic) answered 200, with the diary "dear diary" in it, which this caller must not see, instead of 401, 403 or 422"#
      ),
      (
        refused(401, headers: [.init("X-Diary", "dear diary")]),
        #"GET /me (as Basic) was refused, with the diary "dear diary" in it, which this caller must not see"#
      ),
      (
        refused(401, "you mean tok"),
        #"GET /me (as Basic) was refused, with the token "tok" in it, which this caller must not see"#
      ),
      (served(401), "GET /me (a good token) answered 401, instead of 200"),
    ] {
      let finding = try judge([served(200), trial])
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }
}

struct IsolationRuleTests {
  private static let parameters =
    "{get: /me, table: u, token: token, calls: '/greetings/{name}', body: {name: '{name}', greeting: '{greeting}'}}"

  private func judge(
    _ problems: [IsolationCheck.Reply.Problem?] = [nil, nil], calls: [String: Int] = ["ANN": 1, "BEN": 1],
    together: Int = 2
  ) throws -> Finding {
    let replies = zip(["ANN", "BEN"], problems).map { user, problem in
      let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", "Bearer \(user)")])
      return IsolationCheck.Reply(user: user, exchange: Exchange(request, outcome(200)), problem: problem)
    }
    return try IsolationCheck(parameters: ManifestNode(yaml: Self.parameters)).judge(
      IsolationCheck.Measurement(
        replies: replies, calls: calls, requests: ["ANN": 1, "BEN": 1], mostInFlight: together))
  }

  private func difference(_ field: String, _ found: String?) -> FieldDifference {
    FieldDifference(field: field, expected: .text("BEN"), found: found.map { .text($0) })
  }

  @Test("Own records, own greetings and one call for each request pass")
  func passes() throws {
    let finding = try judge()
    #expect(finding.verdict == .pass)
    #expect(
      finding.measured == "2 requests, 2 of them waiting together, each with its own record and greeting")
  }

  @Test("Another's record, another request's greeting, made-up values and no call fail")
  func fails() throws {
    for (problem, sentence) in [
      (
        IsolationCheck.Reply.Problem.field(difference("name", "ANN"), .otherUser("ANN")),
        #"GET /me with the token of BEN answered "name": "ANN", which belongs to ANN"#
      ),
      (
        .field(difference("greeting", "hi"), .otherRequest),
        #"GET /me with the token of BEN answered "greeting": "hi", which another request of the same user got"#
      ),
      (
        .field(difference("name", nil), .nobody),
        #"GET /me with the token of BEN answered "name": nothing, instead of "BEN""#
      ),
      (.noCall, "GET /me with the token of BEN was answered without a call to the partner"),
      (.status(401), "GET /me with the token of BEN answered 401 instead of 200"),
      (.notJSON, "GET /me with the token of BEN answered a body that is no JSON"),
    ] {
      let finding = try judge([nil, problem])
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }

  @Test("Users who never wait together fail, unless this machine was too busy; a wrong count fails in any case")
  func demandsCompany() throws {
    let finding = try judge(together: 1)
    #expect(finding.verdict == .fail)
    #expect(finding.measured.hasPrefix("no two requests ever waited for the partner together"))
    #expect(finding.dependsOnControl)
    #expect(try !judge(calls: ["ANN": 2, "BEN": 1], together: 1).dependsOnControl)
  }

  @Test("A call too many or too few fails, and so does one for somebody who did not ask")
  func countsCalls() throws {
    for (calls, sentence) in [
      (["ANN": 2, "BEN": 1], "2 calls to the partner for the 1 requests of ANN"),
      (["ANN": 1], "0 calls to the partner for the 1 requests of BEN"),
      (["ANN": 1, "BEN": 1, "guest": 1], "the partner was asked for \"guest\", who sent no request"),
    ] {
      let finding = try judge(calls: calls)
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
    }
  }

  @Test("No answer fails, unless this machine was too busy")
  func waitsInVain() throws {
    let finding = try judge([.noAnswer("it hung up"), nil])
    #expect(finding.verdict == .fail && finding.dependsOnControl)
    #expect(finding.measured == "GET /me with the token of ANN brought no answer: it hung up")
  }

  @Test("By hand the two requests go together")
  func isReproduced() throws {
    #expect(
      try judge([nil, .noCall]).reproduce
        == "curl -si -H 'Authorization: Bearer ANN' http://127.0.0.1:8000/me & "
        + "curl -si -H 'Authorization: Bearer BEN' http://127.0.0.1:8000/me & wait")
  }

  @Test("A path without a placeholder names no user, and is an error of the lesson")
  func needsAPlaceholder() throws {
    let parameters = Self.parameters.replacing("{name}, body", with: "name, body").replacing(
      "'/greetings/{name}'", with: "'/greetings'")
    #expect(throws: ManifestError.self) { try IsolationCheck(parameters: ManifestNode(yaml: parameters)) }
  }
}

struct SchemaRuleTests {
  private func judge(
    status: Int? = 200, _ routes: [(path: String, query: [String]?)] = [("/dep", []), ("/me", [])]
  ) throws -> Finding {
    try SchemaCheck(parameters: ManifestNode(yaml: "{get: /openapi.json, routes: [/dep, /me]}")).judge(
      SchemaCheck.Measurement(
        exchange: Exchange(ProbeRequest("GET", "/openapi.json"), outcome(status)),
        routes: routes.map { .init(path: $0.path, queryParameters: $0.query) }))
  }

  @Test("Described routes without query parameters pass")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A query parameter, a route that is not described, and no description fail")
  func fails() throws {
    for (finding, sentence) in [
      (
        try judge([("/dep", []), ("/me", ["token"])]),
        "GET /me takes \"token\" from the query: it is not injected, any caller can send it"
      ),
      (
        try judge([("/dep", nil), ("/me", [])]),
        "GET /openapi.json does not describe GET /dep, so that it shows nothing of its parameters"
      ),
      (
        try judge(status: 404, []),
        "GET /openapi.json answered 404: a module that hides its description shows nothing"
      ),
      (try judge([]), "GET /openapi.json answered no description of the module's paths"),
      (try judge(status: nil, []), "GET /openapi.json brought no answer: no answer within 3 s"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
    }
  }
}

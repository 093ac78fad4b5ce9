import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
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

  @Test("A query parameter, a route that is not described, and a missing document fail")
  func fails() throws {
    for (finding, cause, sentence) in [
      (
        try judge([("/dep", []), ("/me", ["token"])]), "query-parameter",
        "GET /me takes \"token\" from the query: it is not injected, and any caller can send it"
      ),
      (
        try judge([("/dep", nil), ("/me", [])]), "not-described",
        "GET /openapi.json does not describe GET /dep, so its parameters cannot be seen"
      ),
      (try judge(status: 404, []), "wrong-status", "GET /openapi.json returned 404 instead of 200"),
      (try judge([]), "no-document", "GET /openapi.json returned no description of the module's paths"),
      (try judge(status: nil, []), "no-response", "GET /openapi.json got no response within 3 s"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "schema.\(cause)")
      #expect(finding.measured == sentence)
    }
  }
}

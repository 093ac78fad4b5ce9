import Bench
import Checks
import Lessons
import TestSupport
import Testing

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

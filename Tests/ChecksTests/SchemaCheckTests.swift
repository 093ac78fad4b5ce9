import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct SchemaCheckTests {
  /// `document` is what GET /openapi.json responds with.
  private func measure(_ document: Response) async throws -> (seen: SchemaCheck.Measurement, verdict: Verdict) {
    let check = try SchemaCheck(parameters: ManifestNode(yaml: "{get: /openapi.json, routes: [/dep, /me]}"))
    let seen = try await Bench.forTests(handler: { request, _ in
      request.path == "/openapi.json" ? document : nil
    }) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  private func document(_ paths: String) throws -> Response {
    .json(try #require(JSONValue(bytes: Array("{\"paths\": \(paths)}".utf8))))
  }

  @Test("Parameters in headers and paths are not in the query, and pass")
  func takesHeaders() async throws {
    let (seen, verdict) = try await measure(
      document(
        """
        {"/dep": {"get": {"parameters": [{"in": "header", "name": "x-tenant"}]}},
        "/me": {"parameters": [{"in": "path", "name": "id"}], "get": {}}, "/other": {"get": {}}}
        """))
    #expect(seen.routes.map(\.path) == ["/dep", "/me"])
    #expect(seen.routes.map(\.queryParameters) == [[], []])
    #expect(verdict == .pass)
  }

  @Test("Query parameters of the operation and of its path are both found, and fail")
  func takesTheQuery() async throws {
    let (seen, verdict) = try await measure(
      document(
        """
        {"/dep": {"get": {"parameters": [{"in": "query", "name": "tenant"}]}},
        "/me": {"parameters": [{"in": "query", "name": "token"}], "get": {}}}
        """))
    #expect(seen.routes.map(\.queryParameters) == [["tenant"], ["token"]])
    #expect(verdict == .fail)
  }

  @Test("A route that is not described, or only for POST, hides its parameters, and fails")
  func hidesARoute() async throws {
    let (seen, verdict) = try await measure(document(#"{"/dep": {"get": {}}, "/me": {"post": {}}}"#))
    #expect(seen.routes.map(\.queryParameters) == [[], nil])
    #expect(verdict == .fail)
  }

  @Test("Without a document there are no routes, and that fails")
  func hidesTheDocument() async throws {
    for response in [Response.json([:], .notFound), .text("no JSON"), .json([:]), .brokenOff] {
      let (seen, verdict) = try await measure(response)
      #expect(seen.routes.isEmpty)
      #expect(verdict == .fail)
    }
  }
}

import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct CORSCheckTests {
  private static let origin = "https://app.example"

  /// `value` returns the header lines of each response.
  private func measure(
    _ values: @escaping @Sendable (Request) -> [String]
  ) async throws -> (seen: CORSCheck.Measurement, verdict: Verdict) {
    let check = try CORSCheck(
      parameters: ManifestNode(yaml: "{origin: '\(Self.origin)', requests: [{get: /ok}, {get: /boom}]}"))
    let seen = try await Bench.forTests(handler: { request, _ in
      if request.path == "/ping" { return nil }
      if values(request) == ["hang up"] { return .brokenOff }
      var response = Response.json([:], request.path == "/boom" ? .internalServerError : .ok)
      for value in values(request) { response.headers.add("Access-Control-Allow-Origin", value) }
      return response
    }) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("The page's own origin, as it was sent, passes for an error response too")
  func allows() async throws {
    let (seen, verdict) = try await measure { request in [request.headers["Origin"] ?? "none"] }
    #expect(seen.origin == Self.origin)
    #expect(seen.exchanges.map(\.status) == [200, 500])
    #expect(
      seen.exchanges.map { $0.answer?.values(of: "Access-Control-Allow-Origin") } == [[Self.origin], [Self.origin]])
    #expect(verdict == .pass)
  }

  @Test("An error response without the header fails")
  func forgetsErrors() async throws {
    let (seen, verdict) = try await measure { request in request.path == "/boom" ? [] : ["*"] }
    #expect(seen.exchanges.map { $0.answer?.values(of: "Access-Control-Allow-Origin") } == [["*"], []])
    #expect(verdict == .fail)
  }

  @Test("Two header lines are both seen, and fail")
  func sendsTwo() async throws {
    let (seen, verdict) = try await measure { _ in ["*", Self.origin] }
    #expect(seen.exchanges.first?.answer?.values(of: "Access-Control-Allow-Origin") == ["*", Self.origin])
    #expect(verdict == .fail)
  }

  @Test("After a request without a response no further request is sent")
  func hangsUp() async throws {
    let (seen, verdict) = try await measure { _ in ["hang up"] }
    #expect(seen.exchanges.map(\.status) == [nil])
    #expect(verdict == .fail)
  }
}

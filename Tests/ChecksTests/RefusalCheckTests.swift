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
struct RefusalCheckTests {
  /// `look` gets the bearer token, if there is one, and returns the record; nil is a 401.
  private func measure(
    detail: @escaping @Sendable (FakeSurroundings) async throws -> JSONValue = { _ in .text("no") },
    _ look: @escaping @Sendable (String, Request, FakeSurroundings) async throws -> JSONValue?
  ) async throws -> (seen: RefusalCheck.Measurement, verdict: Verdict) {
    let check = try RefusalCheck(
      parameters: ManifestNode(yaml: "{get: /me, table: users, token: token, refused_with: [401, 403, 422]}"))
    let seen = try await Bench.forTests(
      database: [.users],
      handler: { request, module in
        guard request.path == "/me" else { return nil }
        let header = request.headers["Authorization"] ?? ""
        let token = header.hasPrefix("Bearer ") ? String(header.dropFirst("Bearer ".count)) : ""
        if let record = try await look(token, request, module) { return .json(record) }
        return .json(["detail": try await detail(module)], .unauthorized)
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  private func failed(_ seen: RefusalCheck.Measurement) -> Set<String> {
    Set(seen.trials.filter { $0.problem != nil }.map(\.occasion))
  }

  private static func user(_ token: String, _ module: FakeSurroundings) async throws -> JSONValue? {
    try await module.rows("SELECT name, diary FROM users WHERE token = ?", [token]).first
  }

  @Test("A token that is looked up for each request passes every trial")
  func looksItUp() async throws {
    let (seen, verdict) = try await measure { token, _, module in try await Self.user(token, module) }
    #expect(failed(seen) == [])
    #expect(seen.trials.first?.exchange.status == 200)
    #expect(seen.trials.last?.exchange.status == 401)
    #expect(verdict == .pass)
  }

  @Test("A server that returns a record of nil for an invalid token fails")
  func servesNil() async throws {
    let (seen, verdict) = try await measure { token, _, module in try await Self.user(token, module) ?? .null }
    #expect(failed(seen).isSuperset(of: ["no token", "an unknown token", "a revoked token"]))
    #expect(verdict == .fail)
  }

  @Test("A token that is cached still works after it was revoked, and fails")
  func keepsTokens() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { token, _, module in
      if let user = kept.withLock({ $0[token] }) { return user }
      let user = try await Self.user(token, module)
      kept.withLock { $0[token] = user }
      return user
    }
    #expect(failed(seen) == ["the added token, revoked", "a revoked token"])
    #expect(verdict == .fail)
  }

  @Test("A token that is accepted in the query fails")
  func looksAtTheQuery() async throws {
    let (seen, verdict) = try await measure { token, request, module in
      try await Self.user(request.query("token") ?? token, module)
    }
    #expect(failed(seen) == ["?token="])
    #expect(verdict == .fail)
  }

  @Test("A token that becomes a part of the SQL fails")
  func isInjected() async throws {
    let (seen, verdict) = try await measure { token, _, module in
      try await module.rows("SELECT name, diary FROM users WHERE token = '\(token)'").first
    }
    #expect(failed(seen).contains("a token with a quote"))
    #expect(verdict == .fail)
  }

  @Test("A rejection that contains another user's diary is a leak, and fails")
  func leaks() async throws {
    let (seen, verdict) = try await measure(
      detail: { module in try await module.rows("SELECT diary FROM users").first?["diary"] ?? .null }
    ) { token, _, module in try await Self.user(token, module) }
    #expect(seen.trials.contains { $0.problem == .leak && $0.leaks.map(\.kind) == ["diary"] })
    #expect(verdict == .fail)
  }
}

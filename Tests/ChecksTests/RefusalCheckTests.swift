import Base
import Bench
import Checks
import Foundation
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
    parse: @escaping @Sendable (String) -> String = { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : "" },
    _ look: @escaping @Sendable (String, Request, FakeSurroundings) async throws -> JSONValue?
  ) async throws -> (seen: RefusalCheck.Measurement, verdict: Verdict) {
    let check = try RefusalCheck(
      parameters: ManifestNode(
        yaml: """
          {get: /me, table: users, token: token, body: {name: '{name}', diary: '{diary}'},
          refused_with: [401, 403, 422]}
          """))
    let seen = try await Bench.forTests(
      database: [.users],
      handler: { request, module in
        guard request.path == "/me" else { return nil }
        let token = parse(request.headers["Authorization"] ?? "")
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
    #expect(failed(seen) == ["a token whose record was changed", "the added token, revoked", "a revoked token"])
    #expect(verdict == .fail)
  }

  @Test("A token that is cached only after it was used a few times fails too")
  func keepsTokensInTime() async throws {
    let kept: Locked<[String: (uses: Int, user: JSONValue)]> = Locked([:])
    let (seen, verdict) = try await measure { token, _, module in
      if let (uses, user) = kept.withLock({ $0[token] }), uses >= 4 { return user }
      guard let user = try await Self.user(token, module) else { return nil }
      kept.withLock { $0[token] = (($0[token]?.uses ?? 0) + 1, user) }
      return user
    }
    #expect(failed(seen) == ["a token whose record was changed", "a revoked token"])
    #expect(verdict == .fail)
  }

  @Test("A user who stays signed in on a connection is given to every later token on it, and fails")
  func keepsUsersOfConnections() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { token, request, module in
      if let user = kept.withLock({ $0[request.remoteAddress] }) { return user }
      let user = try await Self.user(token, module)
      kept.withLock { $0[request.remoteAddress] = user }
      return user
    }
    let wrong = seen.trials.filter { $0.problem != nil }
    #expect(Set(wrong.map(\.occasion)).isSuperset(of: ["no token", "another good token", "an unknown token"]))
    #expect(wrong.allSatisfy { $0.before != nil })
    #expect(verdict == .fail)
  }

  @Test("A server that closes each connection after its response passes")
  func closesConnections() async throws {
    let check = try RefusalCheck(
      parameters: ManifestNode(yaml: "{get: /me, table: users, token: token, refused_with: [401]}"))
    let seen = try await Bench.forTests(
      database: [.users],
      handler: { request, module in
        guard request.path == "/me" else { return nil }
        let words = (request.headers["Authorization"] ?? "").split(separator: " ").map(String.init)
        let user = words.first == "Bearer" && words.count == 2 ? try await Self.user(words[1], module) : nil
        return .json(user ?? .null, user == nil ? .unauthorized : .ok, headers: ["Connection": "close"])
      }
    ) { try await check.measure($0) }
    #expect(failed(seen) == [])
    #expect(seen.trials.allSatisfy { $0.before == nil })
  }

  @Test("Letters that are taken off a token, a word that is removed from it, and a number that it becomes, fail")
  func changesTokens() async throws {
    let letters: @Sendable (String) -> String = { header in
      guard header.hasPrefix("Bearer ") else { return "" }
      return String(header.trimmingPrefix { "Bearer ".contains($0) })
    }
    let word: @Sendable (String) -> String = { header in
      header.hasPrefix("Bearer ") ? header.replacing("Bearer", with: "").replacing(" ", with: "") : ""
    }
    let number: @Sendable (String) -> String = { header in
      guard header.hasPrefix("Bearer ") else { return "" }
      let token = String(header.dropFirst(7))
      return Int(token).map(String.init) ?? token
    }
    for (parse, occasion) in [
      (letters, "a good token of nothing but letters of the word Bearer"),
      (word, "a good token with the word Bearer in it"), (number, "a good token of digits"),
    ] {
      let (seen, verdict) = try await measure(parse: parse) { token, _, module in try await Self.user(token, module) }
      #expect(failed(seen).contains(occasion))
      #expect(!failed(seen).contains("a good token"))
      #expect(verdict == .fail)
    }
  }

  @Test("Tokens that are taken for the same because they begin alike fail")
  func comparesBeginnings() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { token, _, module in
      guard let user = try await Self.user(token, module) else { return nil }
      return kept.withLock { kept in
        let known = kept[String(token.prefix(12))] ?? user
        kept[String(token.prefix(12))] = known
        return known
      }
    }
    #expect(failed(seen).contains { $0.contains("begin") })
    #expect(verdict == .fail)
  }

  @Test("A token that is compared in its first 32 letters only fails, though all shorter tokens are told apart")
  func comparesTheBeginning() async throws {
    let (seen, verdict) = try await measure { token, _, module in
      let start = String(token.prefix(32))
      return try await module.rows("SELECT name, diary FROM users WHERE substr(token, 1, 32) = ?", [start]).first
    }
    #expect(
      failed(seen) == [
        "a long token without its last letter", "a long token with another last letter",
        "a long token and one letter more",
      ])
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

  @Test("A rejection that contains a word of a diary, encoded and in a header, is a leak, and fails")
  func leaksInSecret() async throws {
    let (seen, verdict) = try await measure(
      detail: { module in
        let diary = try await module.rows("SELECT diary FROM users").first?["diary"]?.plainText ?? ""
        let word = diary.split(separator: " ").first.map { "<\($0)>" } ?? ""
        return .text("hint: \(Data(word.uppercased().utf8).base64EncodedString())")
      }
    ) { token, _, module in try await Self.user(token, module) }
    #expect(seen.trials.contains { $0.problem == .leak && $0.leaks.map(\.kind) == ["diary"] })
    #expect(verdict == .fail)
  }
}

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
struct IsolationCheckTests {
  private typealias Row = DatabaseFile.Row

  /// `greeted` gets a user's record, and returns the fields of the response.
  private func measure(
    pace: Double = 1,
    _ greeted: @escaping @Sendable (DatabaseFile.Row, FakeSurroundings) async throws -> [String: JSONValue]
  ) async throws -> (seen: IsolationCheck.Measurement, verdict: Verdict) {
    let check = try IsolationCheck(
      parameters: ManifestNode(
        yaml: """
          {get: /me, table: users, token: token, calls: '/greetings/{name}',
          body: {name: '{name}', diary: '{diary}', greeting: '{greeting}'}}
          """))
    let seen = try await Bench.forTests(
      upstream: [.greetings], database: [.users], pace: pace,
      handler: { request, module in
        guard request.path == "/me" else { return nil }
        let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
        let found = try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)])
        guard let user = found.first?.fields else { return .json([:], .unauthorized) }
        return .json(try await greeted(user, module))
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  private static func greeting(_ user: Row, _ module: FakeSurroundings) async throws -> JSONValue? {
    try await module.get("/greetings/\(user.text("name"))")["greeting"]
  }

  @Test("Users who wait together and get their own records and greetings pass")
  func keepsApart() async throws {
    let (seen, verdict) = try await measure { user, module in
      var response = user
      response["greeting"] = try await Self.greeting(user, module)
      return response
    }
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    // Two requests, then four, then a crowd of twelve.
    #expect(seen.replies.count == 18)
    #expect(seen.calls == seen.requests)
    #expect(seen.mostInFlight == 4)
    #expect(verdict == .pass)
  }

  @Test("A user in a global variable is another one after the wait, and fails")
  func sharesAVariable() async throws {
    let current: Locked<Row> = Locked([:])
    let (seen, verdict) = try await measure { user, module in
      current.withLock { $0 = user }
      let greeting = try await Self.greeting(user, module)
      var response = current.withLock { $0 }
      response["greeting"] = greeting
      return response
    }
    let (first, second) = (try #require(seen.replies.first), try #require(seen.replies.dropFirst().first))
    guard case .field(_, .otherUser(let owner)) = first.problem else {
      Issue.record("\(String(describing: first.problem))")
      return
    }
    #expect(owner == second.user)
    #expect(second.problem == nil)
    #expect(verdict == .fail)
  }

  @Test("Users who are served one at a time never meet, and that fails")
  func oneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure(pace: 0.2) { user, module in
      var response = user
      response["greeting"] = try await turnstile.one { try await Self.greeting(user, module) }
      return response
    }
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    #expect(seen.mostInFlight == 1)
    #expect(verdict == .fail)
  }

  @Test("A greeting that is cached per user belongs to an earlier request, and fails")
  func keepsGreetings() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure(pace: 0.2) { user, module in
      let name = try user.text("name")
      if kept.withLock({ $0[name] == nil }) {
        let greeting = try await Self.greeting(user, module)
        kept.withLock { $0[name] = greeting }
      }
      var response = user
      response["greeting"] = kept.withLock { $0[name] }
      return response
    }
    #expect(seen.calls.values.reduce(0, +) < seen.requests.values.reduce(0, +))
    #expect(seen.replies.contains { $0.problem != nil })
    #expect(verdict == .fail)
  }

  @Test("A greeting of the module's own, without a call, fails")
  func makesUpGreetings() async throws {
    let (seen, verdict) = try await measure { user, _ in
      var response = user
      response["greeting"] = .text("hello")
      return response
    }
    #expect(seen.replies.allSatisfy { $0.problem == .noCall })
    #expect(seen.calls == [:])
    #expect(verdict == .fail)
  }
}

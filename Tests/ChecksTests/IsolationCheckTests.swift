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
    _ greeted: @escaping @Sendable (DatabaseFile.Row, FakeSurroundings) async throws -> [String: JSONValue]
  ) async throws -> (seen: IsolationCheck.Measurement, verdict: Verdict) {
    try await measure { request, module in
      let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
      let found = try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)])
      guard let user = found.first?.fields else { return .json([:], .unauthorized) }
      return .json(try await greeted(user, module))
    }
  }

  private func measure(
    serving: @escaping @Sendable (Request, FakeSurroundings) async throws -> Response
  ) async throws -> (seen: IsolationCheck.Measurement, verdict: Verdict) {
    let check = try IsolationCheck(
      parameters: ManifestNode(
        yaml: """
          {get: /me, table: users, token: token, calls: '/greetings/{name}',
          body: {name: '{name}', diary: '{diary}', greeting: '{greeting}'}}
          """))
    let seen = try await Bench.forTests(
      upstream: [.greetings], database: [.users],
      handler: { request, module in request.path == "/me" ? try await serving(request, module) : nil }
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
    // Four users and a stranger in turn; two requests, then five; four around a locked database; a crowd of eighteen.
    #expect(seen.replies.count == 34)
    #expect(seen.replies.count { $0.user == nil } == 1)
    #expect(seen.replies.count { $0.before != nil } == 16)
    #expect(seen.calls == seen.requests)
    #expect(seen.mostInFlight == 5)
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
    let wrong = seen.replies.filter { $0.problem != nil }
    // The first two who wait together: the first one gets the second one's record, as long as it is the newer one.
    #expect(seen.replies.prefix(4).allSatisfy { $0.problem == nil })
    guard case .field(_, .otherUser(let owner)) = seen.replies[4].problem else {
      Issue.record("\(String(describing: seen.replies[4].problem))")
      return
    }
    #expect(owner == seen.replies[5].user)
    #expect(seen.replies[5].problem == nil)
    #expect(wrong.count >= 4)
    #expect(verdict == .fail)
  }

  @Test("Users who are served one at a time never meet, and that fails")
  func oneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { user, module in
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
    let (seen, verdict) = try await measure { user, module in
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
    #expect(seen.replies.allSatisfy { $0.problem == ($0.user == nil ? nil : .noCall) })
    #expect(seen.calls == [:])
    #expect(verdict == .fail)
  }

  @Test("A user who stays signed in on a connection is mixed up with those after them, and with a stranger")
  func keepsUsersOfConnections() async throws {
    let kept: Locked<[String: Row]> = Locked([:])
    let (seen, verdict) = try await measure { request, module in
      var user = kept.withLock { $0[request.remoteAddress] }
      if user == nil {
        let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
        user = try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)]).first?.fields
        kept.withLock { $0[request.remoteAddress] = user }
      }
      guard var user else { return .json([:], .unauthorized) }
      user["greeting"] = try await Self.greeting(user, module)
      return .json(user)
    }
    let wrong = seen.replies.filter { $0.problem != nil }
    #expect(wrong.allSatisfy { $0.before != nil })
    let first = try #require(seen.replies.first?.user)
    let stranger = try #require(seen.replies.last)
    guard case .disclosed(_, .otherUser(first)) = stranger.problem else {
      Issue.record("\(String(describing: stranger.problem))")
      return
    }
    #expect(stranger.before == first)
    #expect(verdict == .fail)
  }

  @Test("Users on a stack are right as long as the last one to come is the first to go, and fail")
  func stacksUsers() async throws {
    for isQueue in [false, true] {
      let users: Locked<[Row]> = Locked([])
      let (seen, verdict) = try await measure { user, module in
        users.withLock { $0.append(user) }
        let greeting = try await Self.greeting(user, module)
        var response = users.withLock { isQueue ? $0.removeFirst() : $0.removeLast() }
        response["greeting"] = greeting
        return response
      }
      #expect(seen.replies.contains { $0.problem != nil })
      #expect(verdict == .fail)
    }
  }

  @Test("A session of all requests, which one ends while another uses it, fails")
  func sharesASession() async throws {
    let session = SharedSession()
    let (seen, verdict) = try await measure { request, module in
      let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
      let found = try await session.use {
        try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)])
      }
      guard var user = found.first?.fields else { return .json([:], .unauthorized) }
      user["greeting"] = try await Self.greeting(user, module)
      let response = Response.json(user)
      // As the code after a dependency's yield does, once the response is sent.
      Task { await session.end() }
      return response
    }
    let wrong = seen.replies.filter { $0.problem != nil }
    #expect(wrong.contains { $0.problem == .response(.status(500)) })
    #expect(verdict == .fail)
  }

  @Test("A record that is looked up by name is a namesake's, and fails")
  func looksUpByName() async throws {
    let (seen, verdict) = try await measure { user, module in
      var response = try await module.rows(
        "SELECT name, diary FROM users WHERE name = ? ORDER BY rowid", [user.text("name")]
      ).first?.fields
      response?["greeting"] = try await Self.greeting(user, module)
      return response ?? [:]
    }
    let wrong = seen.replies.filter { $0.problem != nil }
    #expect(!wrong.isEmpty)
    #expect(wrong.allSatisfy { if case .field(_, .namesake) = $0.problem { true } else { false } })
    #expect(verdict == .fail)
  }

  @Test("A user who was added and is not known yet is left to another check")
  func knowsOldUsers() async throws {
    let known: Locked<[String: Row]> = Locked([:])
    let (seen, verdict) = try await measure { request, module in
      if known.withLock(\.isEmpty) {
        // The check adds its own users last.
        let rows = try await module.rows("SELECT token, name, diary FROM users ORDER BY rowid LIMIT 5")
        known.withLock { known in
          for row in rows { known[row["token"]?.plainText ?? ""] = row.fields.filter { $0.key != "token" } }
        }
      }
      let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
      guard var user = known.withLock({ $0[String(token)] }) else { return .json([:], .unauthorized) }
      user["greeting"] = try await Self.greeting(user, module)
      return .json(user)
    }
    #expect(seen.replies.count == 33)
    #expect(seen.calls == seen.requests)
    #expect(verdict == .pass)
  }

  @Test("What a stranger sees on any connection is left to another check")
  func servesStrangers() async throws {
    let (seen, verdict) = try await measure { request, module in
      let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
      let found = try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)])
      guard var user = found.first?.fields else { return .json(try await module.rows("SELECT * FROM users")[0]) }
      user["greeting"] = try await Self.greeting(user, module)
      return .json(user)
    }
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    #expect(verdict == .pass)
  }

  @Test("Calls for a stranger are not counted as calls for a user")
  func greetsStrangers() async throws {
    let (seen, verdict) = try await measure { request, module in
      let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
      let found = try await module.rows("SELECT name, diary FROM users WHERE token = ?", [String(token)])
      var user = found.first?.fields ?? ["name": .text("guest"), "diary": .text("")]
      user["greeting"] = try await Self.greeting(user, module)
      return .json(user)
    }
    #expect(seen.calls == seen.requests)
    #expect(verdict == .pass)
  }
}

/// Can be used by many, but by no one while it ends; and it ends only after all who use it.
private actor SharedSession {
  private var users = 0
  private var isEnding = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func use<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    if isEnding { throw Unexpected("the session is ending") }
    users += 1
    defer {
      users -= 1
      if users == 0 {
        for one in waiting { one.resume() }
        waiting = []
      }
    }
    return try await work()
  }

  func end() async {
    isEnding = true
    if users > 0 { await withCheckedContinuation { waiting.append($0) } }
    isEnding = false
  }
}

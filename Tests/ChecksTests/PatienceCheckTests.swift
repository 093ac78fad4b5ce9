import Base
import Bench
import Checks
import Lessons
import MiniServer
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct PatienceCheckTests {
  private typealias Problem = PatienceReply.Problem
  private typealias Round = PatienceRequest.Round

  /// `quote` gets the symbol and returns the price and nonce.
  private func measureQuotes(
    _ quote: @escaping @Sendable (String, FakeSurroundings) async throws -> JSONValue
  ) async throws -> PatienceCheck.Measurement {
    try await measure(
      "{get: '/quotes/{symbol}', calls: '/quotes/{symbol}', body: {symbol: '{symbol}', nonce: '{nonce}'}}",
      upstream: [.quotes]
    ) { request, module in
      guard let symbol = request.path.split(separator: "/").last, request.path.hasPrefix("/quotes/") else { return nil }
      var fields = try await quote(String(symbol), module).fields
      fields["symbol"] = .text(String(symbol))
      return .json(fields)
    }
  }

  private func measureStream(
    _ body: @escaping @Sendable (BodyWriter, FakeSurroundings) async throws -> Void
  ) async throws -> PatienceCheck.Measurement {
    try await measure("{get: /stream, calls: /chunks}", upstream: [.chunks]) { request, module in
      request.path == "/stream" ? Response(body: .stream { try await body($0, module) }) : nil
    }
  }

  /// `find` gets a token's query and returns the rows found; the greeting always comes from the upstream.
  private func measureUsers(
    _ find: @escaping @Sendable (String, FakeSurroundings) async throws -> [JSONValue]
  ) async throws -> PatienceCheck.Measurement {
    try await measure(
      """
      {get: /me, headers: {Authorization: 'Bearer {token}'}, table: users, changes: diary,
      calls: '/greetings/{name}', body: {name: '{name}', diary: '{diary}', greeting: '{greeting}'}}
      """, upstream: [.greetings], database: [.users]
    ) { request, module in
      guard request.path == "/me" else { return nil }
      let token = String(request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? "")
      guard var fields = try await find(token, module).first?.fields else { return .json([:], .unauthorized) }
      fields["greeting"] = try await module.get("/greetings/\(fields["name"]?.plainText ?? "")")["greeting"]
      return .json(fields)
    }
  }

  private func measure(
    _ request: String, upstream: [UpstreamRoute], database: [DatabaseTable] = [],
    _ handler: @escaping FakeModule.Handler
  ) async throws -> PatienceCheck.Measurement {
    let check = try PatienceCheck(parameters: ManifestNode(yaml: "{requests: [\(request)]}"))
    return try await Bench.forTests(upstream: upstream, database: database, handler: handler) {
      try await check.measure($0)
    }
  }

  private static let query = "SELECT name, diary FROM users WHERE token = ?"

  /// Waits for the first works, which are quick, for as long as they take, and for the others for 200 ms.
  private actor Impatience {
    private var patient: Int

    init(after patient: Int = 1) {
      self.patient = patient
    }

    /// The result of `work`; nil when it takes longer.
    func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value? {
      patient -= 1
      if patient >= 0 { return try await work() }
      return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
          try await Task.sleep(for: .milliseconds(200))
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    }
  }

  @Test("A slow upstream that is waited for passes: quick requests before, beside and after the slow ones")
  func waits() async throws {
    let seen = try await measureQuotes { symbol, module in try await module.get("/quotes/\(symbol)") }
    #expect(seen.replies.map(\.round) == [.quick, .slow, .slow, .beside, .after])
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    #expect(seen.replies.filter { $0.round == .slow }.allSatisfy { $0.elapsed >= seen.waits.delay })
    // The symbol that was asked before has a last known value.
    #expect(seen.replies[0].exchange.request == seen.replies[1].exchange.request)
    #expect(seen.journalMode == nil)
  }

  @Test("A module that serves one request after another passes, because each of them is waited for")
  func servesInTurn() async throws {
    let turnstile = Turnstile()
    let seen = try await measureQuotes { symbol, module in
      try await turnstile.one { try await module.get("/quotes/\(symbol)") }
    }
    #expect(seen.replies.allSatisfy { $0.problem == nil })
  }

  @Test("A module that gives up after a while fails")
  func givesUp() async throws {
    let impatience = Impatience()
    let seen = try await measureQuotes { symbol, module in
      guard let quote = try await impatience.wait({ try await module.get("/quotes/\(symbol)") }) else {
        throw Unexpected("the upstream is slow")
      }
      return quote
    }
    let slow = try #require(seen.replies.first { $0.round == .slow })
    #expect(slow.problem == .response(.status(500)))
    // Nothing is asked after a failure.
    #expect(!seen.replies.contains { $0.round == .after })
  }

  @Test("A made-up value, and the last known one, are told apart, and fail")
  func standsIn() async throws {
    let impatience = Impatience()
    let invented = try await measureQuotes { symbol, module in
      try await impatience.wait { try await module.get("/quotes/\(symbol)") } ?? .object(["nonce": .text("?")])
    }
    guard case .field(let difference, .nowhere) = invented.replies[1].problem else {
      Issue.record("\(String(describing: invented.replies[1].problem))")
      return
    }
    #expect(difference.field == "nonce" && difference.found == .text("?"))

    let kept = Locked([String: JSONValue]())
    let briefness = Impatience()
    let old = try await measureQuotes { symbol, module in
      let quote = try await briefness.wait { try await module.get("/quotes/\(symbol)") }
      if let known = quote ?? kept.withLock({ $0[symbol] }) {
        kept.withLock { $0[symbol] = known }
        return known
      }
      return try await module.get("/quotes/\(symbol)")
    }
    guard case .field(_, .oldReply) = old.replies[1].problem else {
      Issue.record("\(String(describing: old.replies[1].problem))")
      return
    }
  }

  @Test("A second call while the first one waits fails")
  func asksAgain() async throws {
    let impatience = Impatience()
    let seen = try await measureQuotes { symbol, module in
      if let quote = try await impatience.wait({ try await module.get("/quotes/\(symbol)") }) { return quote }
      return try await module.get("/quotes/\(symbol)")
    }
    guard case .askedAgain(2, 1, let gap) = seen.replies[1].problem else {
      Issue.record("\(String(describing: seen.replies[1].problem))")
      return
    }
    #expect(gap > .zero)
  }

  @Test("A circuit breaker that opens after a slow call is found by the request that follows")
  func stopsAsking() async throws {
    // One quick call, two slow ones, and one beside them.
    let left = Locked(4)
    let seen = try await measureQuotes { symbol, module in
      if left.withLock({ $0 == 0 }) { throw Unexpected("the circuit is open") }
      let quote = try await module.get("/quotes/\(symbol)")
      left.withLock { $0 -= 1 }
      return quote
    }
    let last = try #require(seen.replies.last)
    #expect(last.round == .after)
    #expect(last.problem == .response(.status(500)))
    #expect(!last.isCalled)
  }

  @Test("A stream is passed on whole, whichever part is late")
  func waitsForChunks() async throws {
    let seen = try await measureStream { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk) }
    }
    #expect(seen.replies.map(\.round) == [.quick, .slow, .slow, .slow, .beside, .after])
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    #expect(seen.replies.filter { $0.round == .slow }.allSatisfy { $0.elapsed >= seen.waits.delay })
  }

  @Test("A stream that ends when the next chunk is late is cut short, and fails")
  func cutsStreams() async throws {
    let impatience = Impatience()
    let seen = try await measureStream { writer, module in
      let stream = try await module.stream("/chunks")
      let received = Locked([[UInt8]]())
      _ = try? await impatience.wait {
        for try await chunk in stream.chunks { received.withLock { $0.append(chunk) } }
      }
      for chunk in received.withLock({ $0 }) { try await writer.write(chunk) }
    }
    let problems = seen.replies.filter { $0.round == .slow }.compactMap(\.problem)
    #expect(problems.contains { if case .cutShort(let chunks) = $0 { (0..<4).contains(chunks) } else { false } })
  }

  @Test("A stream that asks the upstream again makes more calls than there were requests")
  func repeatsStreams() async throws {
    let impatience = Impatience()
    let seen = try await measureStream { writer, module in
      let body = try? await impatience.wait { try await Self.body(module) }
      if let body {
        try await writer.write(body)
      } else {
        try await writer.write(Self.body(module))
      }
    }
    let slow = try #require(seen.replies.first { $0.round == .slow })
    guard case .askedAgain(let calls, 4, _) = slow.problem else {
      Issue.record("\(String(describing: slow.problem))")
      return
    }
    #expect(calls > 4)
  }

  private static func body(_ module: FakeSurroundings) async throws -> [UInt8] {
    try await module.stream("/chunks").chunks.reduce(into: []) { $0 += $1 }
  }

  @Test("A locked database that is waited for passes, with the row as it was changed just before")
  func waitsForLocks() async throws {
    let seen = try await measureUsers { token, module in try await module.rows(Self.query, [token]) }
    #expect(seen.replies.map(\.round) == [.quick, .quick, .slow, .slow, .locked, .after])
    #expect(seen.replies.allSatisfy { $0.problem == nil })
    let locked = try #require(seen.replies.first { $0.round == .locked })
    #expect(locked.elapsed >= seen.waits.lock)
    #expect(seen.journalMode == "delete")
  }

  @Test("A row that was kept, and a rejection instead of a row that cannot be read yet, fail")
  func doesNotWaitForLocks() async throws {
    let kept = Locked([String: [JSONValue]]())
    let stale = try await measureUsers { token, module in
      if let rows = kept.withLock({ $0[token] }) { return rows }
      let rows = try await module.rows(Self.query, [token])
      kept.withLock { $0[token] = rows }
      return rows
    }
    guard case .field(_, .oldRow) = stale.replies.first(where: { $0.round == .locked })?.problem else {
      Issue.record("\(stale.replies.map(\.problem))")
      return
    }

    let impatience = Impatience(after: 2)
    let impatient = try await measureUsers { token, module in
      try await impatience.wait { try await module.rows(Self.query, [token]) } ?? []
    }
    #expect(impatient.replies.first { $0.round == .locked }?.problem == .response(.status(401)))
  }

  @Test("A changed journal mode is reported, and the database is not locked then")
  func changesTheJournalMode() async throws {
    let seen = try await measureUsers { token, module in
      try await module.execute("PRAGMA journal_mode = wal")
      return try await module.rows(Self.query, [token])
    }
    #expect(seen.journalMode == "wal")
    #expect(!seen.replies.contains { $0.round == .locked })
  }

  @Test("A route that fails without any delay ends the check with its status")
  func isBroken() async throws {
    let seen = try await measureQuotes { _, _ in throw Unexpected("broken") }
    #expect(seen.replies.map(\.round) == [.quick])
    #expect(seen.replies.first?.problem == .response(.status(500)))
  }
}

import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct PageCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: PageCheck.Measurement, verdict: Verdict
  ) {
    let check = try PageCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), usual: 3, most: 10}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 30)], handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  /// A server of pages whose numbers `clamp` makes from those in the query.
  private func measure(
    _ clamp: @escaping @Sendable (_ skip: Int, _ limit: Int) -> (skip: Int, limit: Int)?
  ) async throws -> (seen: PageCheck.Measurement, verdict: Verdict) {
    try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let (skip, limit) = (request.query("skip").flatMap { Int($0) }, request.query("limit").flatMap { Int($0) })
      guard let page = clamp(skip ?? 0, limit ?? 3) else { return .json([:], .unprocessableContent) }
      return .json(
        .list(
          try await module.rows("SELECT id, name FROM users ORDER BY id LIMIT \(page.limit) OFFSET \(page.skip)")))
    }
  }

  @Test("Numbers that are clamped, and numbers that are rejected, pass")
  func limits() async throws {
    let clamped = try await measure { skip, limit in (max(skip, 0), min(max(limit, 1), 10)) }
    #expect(clamped.seen.ping.status == 200)
    #expect(clamped.seen.pages.count == 24)
    #expect(clamped.seen.pages.first?.exchange.page.rows?.count == 3)
    #expect(clamped.verdict == .pass)
    let rejected = try await measure { skip, limit in
      skip >= 0 && (1...10).contains(limit) ? (skip, limit) : nil
    }
    #expect(rejected.seen.pages.suffix(15).map(\.exchange.page.status) == Array(repeating: 422, count: 15))
    #expect(rejected.verdict == .pass)
  }

  @Test("Without an upper limit any client gets the whole table, and that fails")
  func hasNoCap() async throws {
    let (seen, verdict) = try await measure { skip, limit in (max(skip, 0), max(limit, 1)) }
    #expect(seen.pages.contains { $0.exchange.page.rows?.count == 30 })
    #expect(verdict == .fail)
  }

  @Test("A negative limit that reaches SQLite means none, and fails")
  func passesNegativesOn() async throws {
    let (seen, verdict) = try await measure { skip, limit in (max(skip, 0), min(limit, 10)) }
    #expect(seen.pages.contains { ($0.query.limit ?? 0) < 0 && $0.exchange.page.rows?.count == 30 })
    #expect(verdict == .fail)
  }

  /// A server whose pages by ID have the limit that `clamp` makes from the one in the query, or a 422.
  private func measure(after clamp: @escaping @Sendable (Int) -> Int?) async throws -> (
    seen: PageCheck.Measurement, verdict: Verdict
  ) {
    try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let limit = request.number("limit") ?? 3
      guard let after = request.number("after") else {
        let skip = max(request.number("skip") ?? 0, 0)
        let query = "SELECT id, name FROM users ORDER BY id LIMIT \(min(max(limit, 1), 10)) OFFSET \(skip)"
        return .json(.list(try await module.rows(query)))
      }
      guard let limit = clamp(limit) else { return .json([:], .unprocessableContent) }
      let query = "SELECT id, name FROM users WHERE id > \(after) ORDER BY id LIMIT \(limit)"
      return .json(.list(try await module.rows(query)))
    }
  }

  @Test("Pages by ID may not be larger either, whether their limit is too high or negative")
  func hasNoCapAfter() async throws {
    for clamp in [{ max($0, 1) }, { min($0, 10) }] as [@Sendable (Int) -> Int] {
      let (seen, verdict) = try await measure(after: clamp)
      #expect(seen.pages.last { !$0.holds }?.query.after != nil)
      #expect(verdict == .fail)
    }
  }

  @Test("Limits of pages by ID are clamped or rejected, and a module that rejects `after` altogether passes as well")
  func limitsAfter() async throws {
    #expect(try await measure { min(max($0, 0), 10) }.verdict == .pass)
    #expect(try await measure { (1...10).contains($0) ? $0 : nil }.verdict == .pass)
    let (seen, verdict) = try await measure { _ in nil }
    #expect(seen.pages.count == 19)
    #expect(verdict == .pass)
  }

  @Test("A skip that counts pages instead of rows fails")
  func countsPages() async throws {
    let (_, verdict) = try await measure { skip, limit in
      (max(skip, 0) * min(max(limit, 1), 10), min(max(limit, 1), 10))
    }
    #expect(verdict == .fail)
  }

  @Test("A ping without its pong fails, whatever the pages are")
  func needsPings() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return .json(["message": .text("hello")]) }
      return .json([:], .unprocessableContent)
    }
    #expect(seen.ping.answer?.json?["message"] == .text("hello"))
    #expect(verdict == .fail)
  }

  @Test("After a request without a response no further request is sent")
  func hangsUp() async throws {
    let (seen, verdict) = try await measure { request, _ in request.path == "/users" ? .brokenOff : nil }
    #expect(seen.pages.count == 1)
    #expect(seen.pages.first?.exchange.page.status == nil)
    #expect(verdict == .fail)
  }
}

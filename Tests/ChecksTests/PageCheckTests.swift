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
    #expect(clamped.seen.pages.count == 19)
    #expect(clamped.seen.pages.first?.exchange.page.rows?.count == 3)
    #expect(clamped.verdict == .pass)
    let rejected = try await measure { skip, limit in
      skip >= 0 && (1...10).contains(limit) ? (skip, limit) : nil
    }
    #expect(rejected.seen.pages.suffix(10).map(\.exchange.page.status) == Array(repeating: 422, count: 10))
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

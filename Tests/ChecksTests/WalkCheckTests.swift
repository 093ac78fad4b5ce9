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
struct WalkCheckTests {
  /// `query` selects a page, with ? for its limit and ? for the number of skipped rows.
  private func measure(
    _ query: String,
    response: @escaping @Sendable (Request, [JSONValue]) -> Response = { _, rows in .json(.list(rows)) }
  ) async throws -> (seen: WalkCheck.Measurement, verdict: Verdict) {
    let check = try WalkCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), limit: 5}"))
    let seen = try await Bench.forTests(
      database: [.pages(rows: 40)],
      handler: { request, module in
        guard request.path == "/users" else { return nil }
        let rows = try await module.rows(query, [request.query("limit") ?? "5", request.query("skip") ?? "0"])
        return response(request, rows)
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Pages ordered by id return every row once, and pass")
  func keepsTheOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?")
    #expect(seen.account == WalkAccount(lasting: 40, pages: 10))
    #expect(verdict == .pass)
  }

  @Test("Pages without an order change when an index appears, and fail")
  func hasNoOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users LIMIT ? OFFSET ?")
    #expect(seen.account.obstacle == nil)
    #expect(!seen.account.missing.isEmpty)
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("Pages that begin a row too early return rows twice, and fail")
  func overlaps() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET max(? - 1, 0)")
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("Rows without an id, and errors, end the walk early")
  func breaksOff() async throws {
    let anonymous = try await measure("SELECT name FROM users ORDER BY id LIMIT ? OFFSET ?")
    #expect(anonymous.seen.account.pages == 1)
    #expect(anonymous.seen.account.obstacle?.page.rows?.count == 5)
    #expect(anonymous.verdict == .fail)
    let failing = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?") { request, rows in
      request.query("skip") == "10" ? .json([:], .internalServerError) : .json(.list(rows))
    }
    #expect(failing.seen.account.pages == 3)
    #expect(failing.seen.account.obstacle?.page == .status(500))
    #expect(failing.verdict == .fail)
  }
}

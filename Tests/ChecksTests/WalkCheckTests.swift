import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// What the check measures of servers that are known to be right or wrong.
@Suite(.timeLimit(.minutes(1)))
struct WalkCheckTests {
  /// `query` is how a page is selected, with ? for its limit and ? for how many rows are skipped.
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

  @Test("Pages in the order of the ids bring every row once, and pass")
  func keepsTheOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?")
    #expect(seen.account == WalkAccount(lasting: 40, pages: 10))
    #expect(verdict == .pass)
  }

  @Test("Pages without an order change it when an index comes, and fail")
  func hasNoOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users LIMIT ? OFFSET ?")
    #expect(seen.account.obstacle == nil)
    #expect(!seen.account.missing.isEmpty)
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("Pages that begin a row too early bring rows twice, and fail")
  func overlaps() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET max(? - 1, 0)")
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("Rows without an id, and errors, break the walk off")
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

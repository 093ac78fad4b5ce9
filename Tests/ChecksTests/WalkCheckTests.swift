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
    try await measure({ _ in query }, response: response)
  }

  private func measure(
    _ query: @escaping @Sendable (Request) -> String,
    response: @escaping @Sendable (Request, [JSONValue]) -> Response = { _, rows in .json(.list(rows)) }
  ) async throws -> (seen: WalkCheck.Measurement, verdict: Verdict) {
    let check = try WalkCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), limit: 5, usual: 5}"))
    let seen = try await Bench.forTests(
      database: [.pages(rows: 40)],
      handler: { request, module in
        guard request.path == "/users" else { return nil }
        let rows = try await module.rows(query(request), [request.query("limit") ?? "5", request.query("skip") ?? "0"])
        return response(request, rows)
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Pages ordered by id return every row once, and pass")
  func keepsTheOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?")
    #expect(seen.account.lasting == 40)
    #expect(seen.account.pages > 40 / 5)
    #expect(seen.account.firstWrong == nil)
    #expect(seen.again.count == 3)
    #expect(seen.again.allSatisfy { $0.isRight })
    #expect(seen.index?.contains("CREATE INDEX") == true)
    #expect(verdict == .pass)
  }

  @Test("Pages without an order change when an index appears, and fail")
  func hasNoOrder() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users LIMIT ? OFFSET ?")
    #expect(seen.account.obstacle == nil)
    #expect(!seen.account.missing.isEmpty)
    #expect(!seen.account.repeated.isEmpty)
    #expect(seen.account.firstWrong?.isAfterChange == true)
    #expect(verdict == .fail)
  }

  @Test("Only the first page without an order is found when it is requested again, and fails")
  func hasNoOrderAtTheStart() async throws {
    let kinds: [@Sendable (Request) -> Bool] = [
      { $0.rawQuery.isEmpty }, { $0.query("skip") == nil && $0.query("limit") != nil },
    ]
    for isWrong in kinds {
      let (seen, verdict) = try await measure { request in
        isWrong(request)
          ? "SELECT id, name FROM users LIMIT ? OFFSET ?" : "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?"
      }
      #expect(seen.account.flaw == nil)
      #expect(seen.again.count { !$0.isRight } == 1)
      #expect(verdict == .fail)
    }
  }

  @Test("A 404 behind the last row ends the walk, and passes")
  func endsWithARefusal() async throws {
    let (seen, verdict) = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?") { _, rows in
      rows.isEmpty ? .json([:], .notFound) : .json(.list(rows))
    }
    #expect(seen.account.obstacle == nil)
    #expect(verdict == .pass)
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
    #expect(anonymous.seen.account.obstacle?.page.rows?.isEmpty == false)
    #expect(anonymous.verdict == .fail)
    let failing = try await measure("SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?") { request, rows in
      (Int(request.query("skip") ?? "0") ?? 0) > 12 ? .json([:], .internalServerError) : .json(.list(rows))
    }
    #expect(failing.seen.account.obstacle?.page == .status(500))
    #expect(failing.verdict == .fail)
  }
}

import Base
import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct KeysetCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: KeysetCheck.Measurement, verdict: Verdict
  ) {
    let check = try KeysetCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), limit: 5}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 40)], handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  /// A server of the rows that `comparison` and the id in the query select.
  private func measure(_ comparison: String) async throws -> (seen: KeysetCheck.Measurement, verdict: Verdict) {
    try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let query = "SELECT id, name FROM users WHERE id \(comparison) CAST(? AS INTEGER) ORDER BY id LIMIT ?"
      return .json(.list(try await module.rows(query, [request.query("after") ?? "0", request.query("limit") ?? "5"])))
    }
  }

  @Test("Pages that begin after the last id return every row once, and pass")
  func comparesIDs() async throws {
    let (seen, verdict) = try await measure(">")
    #expect(!seen.isFirstAgain)
    #expect(seen.account.lasting == 40)
    #expect(seen.account.missing == [])
    #expect(seen.account.repeated == [])
    #expect(verdict == .pass)
  }

  @Test("Pages that begin with the last id return it twice, and fail")
  func includesTheLast() async throws {
    let (seen, verdict) = try await measure(">=")
    #expect(!seen.isFirstAgain)
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("A module that ignores the id returns the first page again, and fails")
  func ignoresTheID() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      return .json(
        .list(try await module.rows("SELECT id, name FROM users ORDER BY id LIMIT ?", [request.query("limit") ?? "5"])))
    }
    #expect(seen.isFirstAgain)
    #expect(seen.account.pages == 2)
    #expect(verdict == .fail)
  }

  @Test("Pages by position shift with the inserted rows, and fail")
  func countsPositions() async throws {
    let positions: Locked<[String: Int]> = Locked([:])
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let position = positions.withLock { $0[request.query("after") ?? "", default: 0] }
      let limit = request.query("limit") ?? "5"
      let rows = try await module.rows("SELECT id, name FROM users ORDER BY id LIMIT \(limit) OFFSET \(position)")
      if let last = rows.last?["id"]?.plainText {
        positions.withLock { $0[last, default: 0] = position + rows.count }
      }
      return .json(.list(rows))
    }
    #expect(!seen.isFirstAgain)
    #expect(!seen.account.repeated.isEmpty)
    #expect(verdict == .fail)
  }

  @Test("Pages by the last id without an order change when an index appears, and fail")
  func hasNoOrder() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      // A comparison that keeps SQLite from reading the table in the order of its key.
      let query = "SELECT id, name FROM users WHERE +id > CAST(? AS INTEGER) LIMIT ?"
      return .json(.list(try await module.rows(query, [request.query("after") ?? "0", request.query("limit") ?? "5"])))
    }
    #expect(seen.account.firstWrong?.isAfterChange == true)
    #expect(verdict == .fail)
  }
}

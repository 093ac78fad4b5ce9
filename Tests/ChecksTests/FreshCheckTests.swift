import Base
import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct FreshCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: FreshCheck.Measurement, verdict: Verdict
  ) {
    let check = try FreshCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 4)], handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  private static func rows(_ module: FakeSurroundings) async throws -> [JSONValue] {
    try await module.rows("SELECT id, name FROM users ORDER BY id")
  }

  @Test("Rows that are read for each request show each change, and pass")
  func readsAnew() async throws {
    let (seen, verdict) = try await measure { request, module in
      request.path == "/users" ? .json(.list(try await Self.rows(module))) : nil
    }
    #expect(seen.first.page.rows?.count == 4)
    #expect(seen.steps.map { $0.page.rows?.count } == [4, 3, 4])
    guard case .renamed(let old, let new) = seen.steps.first?.change else {
      Issue.record("\(seen.steps)")
      return
    }
    #expect(old != new)
    #expect(seen.steps.dropFirst().map(\.change) == [.deleted, .inserted])
    #expect(verdict == .pass)
  }

  @Test("A cached page does not change, and fails")
  func keepsThePage() async throws {
    let kept: Locked<[JSONValue]> = Locked([])
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      if kept.withLock(\.isEmpty) {
        let rows = try await Self.rows(module)
        kept.withLock { $0 = rows }
      }
      return .json(.list(kept.withLock { $0 }))
    }
    #expect(seen.steps.map(\.page) == Array(repeating: seen.first.page, count: 3))
    #expect(verdict == .fail)
  }

  @Test("Rows that are cached by id show a change of their number, but not of a name, and fail")
  func keepsRows() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let rows = try await Self.rows(module).map { row in
        kept.withLock { kept in
          let id = row["id"]?.plainText ?? ""
          kept[id] = kept[id] ?? row
          return kept[id] ?? row
        }
      }
      return .json(.list(rows))
    }
    #expect(seen.steps.first?.page == seen.first.page)
    #expect(seen.steps.map { $0.page.rows?.count } == [4, 3, 4])
    #expect(verdict == .fail)
  }

  @Test("Without rows to change there are no steps, and that fails")
  func needsRows() async throws {
    let (seen, verdict) = try await measure { request, _ in request.path == "/users" ? .json(.list([])) : nil }
    #expect(seen.first.page == .rows([]))
    #expect(seen.steps.isEmpty)
    #expect(verdict == .fail)
  }
}

import Base
import Bench
import Checks
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct ResponsiveCheckTests {
  private static let query = "SELECT id, name FROM users ORDER BY id"

  private func measure(
    pace: Double = 0.4, _ handler: @escaping FakeModule.Handler
  ) async throws -> (seen: ResponsiveCheck.Measurement, verdict: Verdict) {
    let check = try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 3)], pace: pace, handler: handler) {
      try await check.measure($0)
    }
    return (seen, check.judge(seen).verdict)
  }

  @Test("A page that waits for the database while pings are answered passes")
  func waits() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      return .json(.list(try await module.witness.threadAsleep { try await module.rows(Self.query) }))
    }
    #expect(seen.ending == .served)
    #expect(seen.pings >= 5)
    #expect(seen.journalMode == "delete")
    #expect(seen.page.rows?.count == 3)
    #expect(verdict == .pass)
  }

  @Test("An event loop that sleeps until the database is free is seen in its call, and fails")
  func blocks() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      return try await module.witness.asleep(in: "clock_nanosleep") {
        .json(.list(try module.rowsBlocking(Self.query)))
      }
    }
    #expect(seen.ending == .stuck(SystemCall(named: "clock_nanosleep")))
    #expect(verdict == .fail)
  }

  @Test("Pings that wait for the page's request are not answered, and that fails")
  func holdsPingsUp() async throws {
    let turnstile = Turnstile()
    let isUsed = Locked(false)
    let (seen, verdict) = try await measure(pace: 0.2) { request, module in
      if request.path == "/users" && !isUsed.withLock({ $0 }) {
        // Long enough for pings that are answered before the database is locked, which must not count.
        try await Task.sleep(for: .milliseconds(80))
        isUsed.withLock { $0 = true }
      }
      return try await turnstile.one {
        guard request.path == "/users" else { return nil }
        return .json(.list(try await module.rows(Self.query)))
      }
    }
    #expect(seen.ending == .patience)
    #expect(verdict == .fail)
  }

  @Test("A copy of the page needs no database; whether it is right is judged by another check")
  func servesACopy() async throws {
    let kept: Locked<[JSONValue]?> = Locked(nil)
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      if kept.withLock({ $0 == nil }) {
        let rows = try await module.rows(Self.query)
        kept.withLock { $0 = rows }
      }
      return .json(.list(kept.withLock { $0 ?? [] }))
    }
    #expect(seen.ending == .answered(isCurrent: false))
    #expect(seen.page.rows?.count == 3)
    #expect(verdict == .pass)
  }

  @Test("A page that is rejected while the database is locked did not wait, and fails")
  func givesUp() async throws {
    let count = Locked(0)
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let isFirst = count.withLock { count in
        count += 1
        return count == 1
      }
      return isFirst ? .json(.list(try await module.rows(Self.query))) : .json([:], .serviceUnavailable)
    }
    #expect(seen.ending == .answered(isCurrent: false))
    #expect(seen.before.rows?.count == 3)
    #expect(seen.page == .status(503))
    #expect(verdict == .fail)
  }

  @Test("Another journal mode allows reads despite the lock, and fails")
  func changesTheJournal() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      try await module.execute("PRAGMA journal_mode = WAL")
      return .json(.list(try await module.rows(Self.query)))
    }
    #expect(seen.journalMode == "wal")
    #expect(seen.ending == .answered(isCurrent: true))
    #expect(verdict == .fail)
  }
}

import Base
import Bench
import Checks
import Lessons
import MiniServer
import ModuleRuntime
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct ResponsiveCheckTests {
  private func measure(
    _ handler: @escaping FakeModule.Handler
  ) async throws -> (seen: ResponsiveCheck.Measurement, finding: Finding) {
    let check = try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 60)], handler: handler) {
      try await check.measure($0)
    }
    return (seen, check.judge(seen))
  }

  @Test("Pages that wait for the database while pings are answered pass, with the rows as they are after the unlock")
  func waits() async throws {
    let (seen, finding) = try await measure { request, module in
      request.path == "/users" ? .json(.list(try await module.page(request))) : nil
    }
    #expect(seen.journalMode == "delete")
    #expect(seen.held.count == 5)
    #expect(seen.held.map { $0.before == nil } == [false, false, false, false, true])
    #expect(seen.held.allSatisfy { !$0.isEarly && $0.wanted != nil && $0.page.rows == $0.wanted })
    #expect(Set(seen.held.compactMap { $0.change?.id }).count > 1)
    #expect(seen.lock.duration >= .milliseconds(1_480))
    #expect(seen.lock.pings >= 5)
    #expect(finding.verdict == .pass)
  }

  @Test("A module without pages by ID is not asked to let them wait")
  func leavesOutWhatIsNotServed() async throws {
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      if request.query("after") != nil { return .json([:], .unprocessableContent) }
      return .json(.list(try await module.page(request)))
    }
    #expect(seen.held.count == 4)
    #expect(finding.verdict == .pass)
  }

  @Test("An event loop that sleeps until the database is free is seen in its call, and fails")
  func blocks() async throws {
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      return try await module.witness.asleep(in: "clock_nanosleep") {
        .json(.list(try module.rowsBlocking("SELECT id, name FROM users ORDER BY id LIMIT 10")))
      }
    }
    guard case .sleep(let stall) = seen.lock.block else {
      Issue.record("\(seen.lock)")
      return
    }
    #expect(stall.call == SystemCall(named: "clock_nanosleep"))
    #expect(seen.lock.duration < .milliseconds(1_480), "the lock ends as soon as it is seen")
    #expect(finding.cause == "responsive.loop-blocked")
  }

  @Test("Pings that wait for the requests for pages are not answered, and that fails")
  func holdsPingsUp() async throws {
    let turnstile = Turnstile()
    let (seen, finding) = try await measure { request, module in
      try await turnstile.one {
        guard request.path == "/users" else { return nil }
        return .json(.list(try await module.page(request)))
      }
    }
    #expect(seen.lock.pings == 0)
    #expect(finding.cause == "responsive.no-ping")
  }

  @Test("A copy of a page that is served while the database is locked fails, whichever page it is")
  func servesACopy() async throws {
    let kinds: [@Sendable (Request) -> Bool] = [{ $0.query("skip") == nil }, { $0.query("skip") != nil }]
    for copies in kinds {
      let kept: Locked<[String: [JSONValue]]> = Locked([:])
      let (seen, finding) = try await measure { request, module in
        guard request.path == "/users" else { return nil }
        if copies(request), let rows = kept.withLock({ $0[request.target] }) { return .json(.list(rows)) }
        let rows = try await module.page(request)
        kept.withLock { $0[request.target] = rows }
        return .json(.list(rows))
      }
      #expect(seen.held.contains { $0.isEarly && $0.page == $0.before })
      #expect(finding.cause == "responsive.earlier-copy")
    }
  }

  @Test("A page that is rejected while the database is locked did not wait, and fails")
  func givesUp() async throws {
    let known: Locked<Set<String>> = Locked([])
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let isNew = known.withLock { $0.insert(request.target).inserted }
      if !isNew && request.query("after") != nil { return .json([:], .serviceUnavailable) }
      return .json(.list(try await module.page(request)))
    }
    #expect(seen.held.filter(\.isEarly).map(\.page) == [.status(503)])
    #expect(finding.cause == "responsive.gave-up")
  }

  @Test("A page that is lost after the unlock fails")
  func losesAPage() async throws {
    let count = Locked(0)
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let rows = try await module.page(request)
      let number = count.withLock { count in
        count += 1
        return count
      }
      // The usual page twice, and three others, come before the lock.
      return number > 5 ? .json([:], .internalServerError) : .json(.list(rows))
    }
    #expect(seen.held.allSatisfy { !$0.isEarly })
    #expect(finding.cause == "responsive.lost-page")
  }

  @Test("Another journal mode allows reads despite the lock, and fails")
  func changesTheJournal() async throws {
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      try await module.execute("PRAGMA journal_mode = WAL")
      return .json(.list(try await module.page(request)))
    }
    #expect(seen.journalMode == "wal")
    #expect(seen.held.first?.isEarly == true)
    #expect(finding.cause == "responsive.journal-mode")
  }

  @Test("A usual page that is an error before the lock ends the check")
  func needsAPage() async throws {
    let (seen, finding) = try await measure { request, _ in
      request.path == "/users" ? .json([:], .notFound) : nil
    }
    #expect(seen.held.isEmpty)
    #expect(finding.cause == "responsive.no-page")
  }
}

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
struct GrowthCheckTests {
  /// `reading` gets the number of rows, and tells the witness what was read for a page.
  private func measure(
    _ reading: @escaping @Sendable (Int, Request, FakeSurroundings) -> Response?
  ) async throws -> (seen: GrowthCheck.Measurement, verdict: Verdict) {
    let check = try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), times: 10}"))
    let seen = try await Bench.forTests(
      database: [.pages(rows: 60)],
      handler: { request, module in
        guard request.path == "/users" else { return nil }
        let count = try await module.rows("SELECT count(*) AS n FROM users").first?["n"]?.amount ?? 0
        return reading(Int(count), request, module) ?? .json(.list([.object([:])]))
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Reading three SQLite pages per page, however many rows there are, passes")
  func readsAPage() async throws {
    let (seen, verdict) = try await measure { _, _, module in
      module.witness.change { $0.bytesRead += 12_288 }
      return nil
    }
    #expect(seen.rows == 60)
    #expect(seen.times == 10)
    #expect(seen.bytesAdded > 0)
    #expect(seen.amounts.count == 8)
    #expect(seen.amounts.allSatisfy { $0.small.bytes == 12_288 && $0.large.bytes == 12_288 })
    #expect(verdict == .pass)
  }

  @Test("What is read on the first request is not counted, neither for the small table nor for the large one")
  func loadsAtFirst() async throws {
    let known: Locked<Set<String>> = Locked([])
    let (seen, verdict) = try await measure { rows, request, module in
      let isNew = known.withLock { $0.insert("\(rows) \(request.target)").inserted }
      module.witness.change { $0.bytesRead += isNew ? rows * 3_000 : 12_288 }
      return nil
    }
    #expect(seen.amounts.count == 8)
    #expect(seen.amounts.allSatisfy { $0.small.bytes == 12_288 && $0.large.bytes == 12_288 })
    #expect(verdict == .pass)
  }

  @Test("Reading bytes for every row of the table grows with the table, and fails")
  func readsAllRows() async throws {
    let (seen, verdict) = try await measure { rows, _, module in
      module.witness.change { $0.bytesRead += rows * 300 }
      return nil
    }
    // The first page is enough.
    #expect(seen.amounts.map(\.small.bytes) == [18_000])
    #expect(seen.amounts.map(\.large.bytes) == [180_000])
    #expect(verdict == .fail)
  }

  @Test("Reading every row for deep pages, pages by ID, or large and negative limits alone fails")
  func readsAllRowsSometimes() async throws {
    let kinds: [@Sendable (Request) -> Bool] = [
      { (15...45).contains(($0.number("skip") ?? 1)) }, { ($0.number("skip") ?? 1) >= 60 },
      { $0.query("after") != nil },
      { ($0.number("limit") ?? 1) > 100 }, { ($0.number("limit") ?? 1) < 1 }, { ($0.number("skip") ?? 1) < 0 },
    ]
    for kind in kinds {
      let (seen, verdict) = try await measure { rows, request, module in
        module.witness.change { $0.bytesRead += kind(request) ? rows * 300 : 12_288 }
        return nil
      }
      #expect(seen.amounts.first?.large.bytes == 12_288)
      #expect(verdict == .fail)
    }
  }

  @Test("A module that returns every row to those who ask for it is left to another check")
  func returnsAllRows() async throws {
    let (_, verdict) = try await measure { rows, request, module in
      guard (request.query("limit").flatMap { Int($0) } ?? 1) < 1 else {
        module.witness.change { $0.bytesRead += 12_288 }
        return nil
      }
      module.witness.change { $0.bytesRead += rows * 300 }
      return .json(.list((1...rows).map { .object(["id": .number(Double($0)), "name": .text("Ada")]) }))
    }
    #expect(verdict == .pass)
  }

  @Test("A mapping of the file counts as well, and fails when all of it is in memory")
  func mapsTheFile() async throws {
    let (seen, verdict) = try await measure { rows, _, module in
      module.witness.change { $0.residentBytes = rows * 50_000 }
      return nil
    }
    #expect(seen.amounts.map(\.large.mapped) == [30_000_000])
    #expect(seen.amounts.map(\.large.bytes) == [30_000_000])
    #expect(verdict == .fail)
  }

  /// A server of pages that `change` makes from a right one, of the table as it is and by the number of rows.
  private func measure(
    pages change: @escaping @Sendable (_ skip: Int, _ limit: Int) -> (skip: Int, limit: Int)?
  ) async throws -> (seen: GrowthCheck.Measurement, finding: Finding) {
    let check = try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), times: 10}"))
    let seen = try await Bench.forTests(
      database: [.pages(rows: 60)],
      handler: { request, module in
        guard request.path == "/users" else { return nil }
        let (skip, limit) = (max(request.number("skip") ?? 0, 0), min(max(request.number("limit") ?? 10, 1), 100))
        guard let page = change(skip, limit) else { return .json([:], .unprocessableContent) }
        let query = "SELECT id, name FROM users ORDER BY id LIMIT \(page.limit) OFFSET \(page.skip)"
        return .json(.list(try await module.rows(query)))
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen))
  }

  @Test("Pages far down the large table have its rows, up to its end")
  func readsDeepPages() async throws {
    let (seen, finding) = try await measure { ($0, $1) }
    #expect(seen.deep.count == 2)
    #expect(seen.deep.first.map { 10...50 ~= $0.wanted.count } == true)
    #expect(seen.deep.last.map { 2...9 ~= $0.wanted.count } == true)
    #expect(finding.verdict == .pass)
  }

  @Test("A skip that is limited, rejected or taken for something else only far down the table fails")
  func failsDeepDown() async throws {
    for change in [
      { (min($0, 540), $1) }, { $0 > 200 ? nil : ($0, $1) }, { $0 > 200 ? ($0 - 1, $1) : ($0, $1) },
    ] as [@Sendable (Int, Int) -> (Int, Int)?] {
      let (_, finding) = try await measure(pages: change)
      #expect(finding.cause == "growth.deep-page", "\(finding.measured)")
      #expect(finding.measured.contains("in a 600-row table"))
      #expect(finding.reproduce.contains("[1, 2, 3, 4, 5, 6, 7, 8, 9]"))
    }
  }

  @Test("A module that serves nothing behind the former end of the table is left to other checks")
  func leavesOldTablesToOthers() async throws {
    let (seen, finding) = try await measure { ($0, max(min($1, 60 - $0), 0)) }
    #expect(seen.deep.isEmpty)
    #expect(finding.verdict == .pass)
  }

  @Test("A page that is rejected because of its numbers is not measured")
  func rejectsNumbers() async throws {
    let (seen, verdict) = try await measure { rows, request, module in
      guard request.query("skip") != nil else { return nil }
      module.witness.change { $0.bytesRead += rows * 300 }
      return .json([:], .unprocessableContent)
    }
    #expect(seen.amounts.count { $0.large.page == .status(422) } == 5)
    #expect(verdict == .pass)
  }

  @Test("A page that is not returned fails")
  func fails() async throws {
    let (seen, verdict) = try await measure { _, _, _ in .text("sorry", .internalServerError) }
    #expect(seen.amounts.allSatisfy { $0.small.page == .status(500) })
    #expect(verdict == .fail)
  }
}

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
struct ValueCheckTests {
  /// `look` gets the header's value, and returns what the response contains; nil is a 404.
  private func measure(
    _ look: @escaping @Sendable (String, FakeSurroundings) async throws -> JSONValue?
  ) async throws -> (seen: ValueCheck.Measurement, verdict: Verdict) {
    try await measure { tag, _, module in try await look(tag, module) }
  }

  private func measure(
    _ look: @escaping @Sendable (String, Request, FakeSurroundings) async throws -> JSONValue?
  ) async throws -> (seen: ValueCheck.Measurement, verdict: Verdict) {
    let check = try ValueCheck(
      parameters: ManifestNode(
        yaml: "{get: /dep, header: X-Tenant, table: tenants, key: tag, value: name, field: dependency}"))
    let seen = try await Bench.forTests(
      database: [.tenants],
      handler: { request, module in
        guard request.path == "/dep" else { return nil }
        guard let tag = request.headers["X-Tenant"] else { return .json([:], .badRequest) }
        return try await look(tag, request, module).map { .json(["dependency": $0]) } ?? .json([:], .notFound)
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  private func failed(_ seen: ValueCheck.Measurement) -> Set<String> {
    Set(seen.trials.filter { $0.problem != nil }.map(\.occasion))
  }

  @Test("A value that is looked up for each request passes every trial")
  func looksItUp() async throws {
    let (seen, verdict) = try await measure { tag, module in
      try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
    }
    #expect(failed(seen) == [])
    #expect(seen.trials.count > 30)
    #expect(verdict == .pass)
  }

  @Test("An unknown key that is served with an empty value fails, a known one does not")
  func servesNothing() async throws {
    let (seen, verdict) = try await measure { tag, module in
      try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"] ?? .null
    }
    #expect(failed(seen).contains("an unknown tag"))
    #expect(!failed(seen).contains("one tag"))
    #expect(verdict == .fail)
  }

  @Test("Values that are loaded only once do not follow a change, and fail")
  func loadsOnce() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { tag, module in
      if kept.withLock(\.isEmpty) {
        for row in try await module.rows("SELECT tag, name FROM tenants") {
          kept.withLock { $0[row["tag"]?.plainText ?? ""] = row["name"] }
        }
      }
      return kept.withLock { $0[tag] }
    }
    #expect(failed(seen).isSuperset(of: ["one tag that was added", "one tag whose name was changed"]))
    #expect(failed(seen).isDisjoint(with: ["one tag", "an unknown tag", "no X-Tenant"]))
    #expect(verdict == .fail)
  }

  @Test("A value that stays with its connection is given to every later request on it, and fails")
  func keepsValuesOfConnections() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (seen, verdict) = try await measure { tag, request, module in
      if let name = kept.withLock({ $0[request.remoteAddress] }) { return name }
      let name = try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
      kept.withLock { $0[request.remoteAddress] = name }
      return name
    }
    let wrong = seen.trials.filter { $0.problem != nil }
    #expect(failed(seen).isSuperset(of: ["another tag", "an unknown tag", "one tag whose name was changed"]))
    #expect(wrong.allSatisfy { $0.before != nil })
    #expect(verdict == .fail)
  }

  @Test("A key that is kept in a variable during the look-up is another request's afterwards, and fails")
  func sharesAVariable() async throws {
    let current = Locked("")
    let (seen, verdict) = try await measure { tag, module in
      current.withLock { $0 = tag }
      _ = try await module.rows("SELECT 1")
      let tag = current.withLock { $0 }
      return try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
    }
    let wrong = seen.trials.filter { $0.problem != nil }
    #expect(wrong.count { if case .besideOthers = $0.circumstance { true } else { false } } >= 3)
    #expect(verdict == .fail)
  }

  @Test("Keys of digits that are taken for numbers, and values without their rarer characters, fail")
  func changesKeysAndValues() async throws {
    let (numbers, first) = try await measure { tag, module in
      let tag = Int(tag).map(String.init) ?? tag
      return try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
    }
    #expect(failed(numbers) == ["a tag of digits"])
    let (plain, second) = try await measure { tag, module in
      let name = try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
      return name.map { .text($0.plainText.filter(\.isASCII)) }
    }
    #expect(failed(plain).count == 2)
    #expect(first == .fail && second == .fail)
  }

  @Test("A key in any case, and a wildcard, find rows that they must not find, and fail")
  func isLenient() async throws {
    let (seen, verdict) = try await measure { tag, module in
      try await module.rows("SELECT name FROM tenants WHERE tag LIKE ?", [tag]).first?["name"]
    }
    #expect(
      failed(seen) == [
        "one tag in another case", "a wildcard", "wildcards",
        "a tag that differs from another only in the case of its letters",
      ])
    #expect(verdict == .fail)
  }

  @Test("A key that is taken from the query when there is no header fails, whatever its name there")
  func looksAtTheQuery() async throws {
    for name in ["tag", "tenant", "x-tenant", "X-Tenant", "tenant_id"] {
      let check = try ValueCheck(
        parameters: ManifestNode(
          yaml: "{get: /dep, header: X-Tenant, table: tenants, key: tag, value: name, field: dependency}"))
      let seen = try await Bench.forTests(
        database: [.tenants],
        handler: { request, module in
          guard request.path == "/dep" else { return nil }
          guard let tag = request.headers["X-Tenant"] ?? request.query(name) else { return .json([:], .badRequest) }
          let found = try await module.rows("SELECT name FROM tenants WHERE tag = ?", [tag]).first?["name"]
          return found.map { .json(["dependency": $0]) } ?? .json([:], .notFound)
        }
      ) { try await check.measure($0) }
      #expect(!failed(seen).isEmpty && failed(seen).allSatisfy { $0.contains("no X-Tenant") && $0 != "no X-Tenant" })
    }
  }

  @Test("A key that is compared in its first 32 letters only fails, though all shorter keys are told apart")
  func comparesTheBeginning() async throws {
    let (seen, verdict) = try await measure { tag, module in
      try await module.rows("SELECT name FROM tenants WHERE substr(tag, 1, 32) = ?", [String(tag.prefix(32))])
        .first?["name"]
    }
    #expect(
      failed(seen) == [
        "a long tag without its last letter", "a long tag with another last letter", "a long tag and one letter more",
      ])
    #expect(verdict == .fail)
  }

  @Test("A key that becomes a part of the SQL finds a row with a quote, and fails")
  func isInjected() async throws {
    let (seen, verdict) = try await measure { tag, module in
      try await module.rows("SELECT name FROM tenants WHERE tag = '\(tag)'").first?["name"]
    }
    #expect(failed(seen) == ["one tag with a quote"])
    #expect(verdict == .fail)
  }
}

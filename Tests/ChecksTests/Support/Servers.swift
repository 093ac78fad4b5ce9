import Base
import Lessons
import MiniServer
import TestSupport

extension UpstreamRoute {
  static let quotes = UpstreamRoute(
    path: "/quotes/{symbol}", answer: .fields([("price", .number), ("nonce", .text)]))
  static let orders = UpstreamRoute(method: "POST", path: "/orders", status: 201, answer: .fields([("order", .text)]))
  static let chunks = UpstreamRoute(path: "/chunks", answer: .chunks)
  static let greetings = UpstreamRoute(path: "/greetings/{name}", answer: .fields([("greeting", .text)]))
}

extension DatabaseTable {
  /// A table of rows to be returned page by page.
  static func pages(rows: Int) -> DatabaseTable {
    DatabaseTable(
      name: "users",
      columns: [
        Column(name: "id", type: "INTEGER PRIMARY KEY", kind: .id), Column(name: "name", type: "TEXT", kind: .name),
      ], rows: rows)
  }

  /// A table of private records.
  static let users = DatabaseTable(
    name: "users",
    columns: [
      Column(name: "token", type: "TEXT", kind: .token), Column(name: "name", type: "TEXT", kind: .word),
      Column(name: "diary", type: "TEXT", kind: .sentence),
    ], rows: 5)

  static let tenants = DatabaseTable(
    name: "tenants",
    columns: [Column(name: "tag", type: "TEXT", kind: .word), Column(name: "name", type: "TEXT", kind: .word)], rows: 4)
}

extension JSONValue {
  /// The fields of the body, if it has any.
  var fields: [String: JSONValue] {
    if case .object(let fields) = self { fields } else { [:] }
  }
}

/// Lets one caller in at a time, and the others wait without a thread.
actor Turnstile {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated func one<Value: Sendable>(_ work: @Sendable () async throws -> Value) async rethrows -> Value {
    await enter()
    do {
      let value = try await work()
      await leave()
      return value
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    if isTaken { await withCheckedContinuation { waiting.append($0) } }
    isTaken = true
  }

  private func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}

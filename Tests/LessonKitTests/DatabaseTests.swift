import Foundation
import LessonDatabase
import LessonKit
import Testing

@Suite(.timeLimit(.minutes(10)))
final class DatabaseTests {
  private struct User: Codable, Sendable, Equatable, FetchableRecord { let id: Int, name: String }

  private let path = FileManager.default.temporaryDirectory.path + "/database-\(UUID().uuidString).sqlite"

  /// Another program's connection.
  private let other: DatabaseQueue

  init() throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    other = try DatabaseQueue(path: path, configuration: configuration)
    try other.write { db in
      try db.execute(sql: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users VALUES (7, 'Ada')")
    }
  }

  deinit {
    for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  /// Locks or unlocks the database.
  private func lock(_ isTaken: Bool) throws {
    try other.writeWithoutTransaction { db in try db.execute(sql: isTaken ? "BEGIN EXCLUSIVE" : "COMMIT") }
  }

  @Test("A query waits until the database is unlocked, and the event loop runs in the meantime")
  func waits() async throws {
    // Waiting is what this configuration is for. How long does not matter here, but on a busy machine it would.
    var configuration = Configuration.waiting
    guard case .timeout = configuration.busyMode else {
      Issue.record("\(configuration.busyMode)")
      return
    }
    configuration.busyMode = .timeout(patience / .seconds(1))
    // Opened before it is locked, as modules should do.
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try lock(true)
    try await withApp { app in
      app.get("/ping") { _ in .empty() }
      app.get("/users") { _ in
        .json(try await database.read { db in try User.fetchAll(db, sql: "SELECT id, name FROM users") })
      }
    } _: { client async throws in
      async let first = client.get("/users")
      async let second = client.get("/users")
      for _ in 0..<3 { #expect(try await client.get("/ping").status == .noContent) }
      try lock(false)
      for reply in try await [first, second] {
        #expect(reply.status == .ok)
        #expect(try JSONDecoder().decode([User].self, from: Data(reply.body)) == [User(id: 7, name: "Ada")])
      }
    }
  }

  @Test("GRDB's default does not wait for a lock")
  func failsAtOnce() async throws {
    let database = try DatabaseQueue(path: path)
    try lock(true)
    let error = await #expect(throws: DatabaseError.self) {
      try await database.read { db in try User.fetchAll(db, sql: "SELECT id, name FROM users") }
    }
    #expect(error?.resultCode == .SQLITE_BUSY)
    try lock(false)
  }
}

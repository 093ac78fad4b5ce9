import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

/// All users, reloaded when another program has changed the database.
actor Directory {
  private var version: Int?
  private var known: [User] = []

  func users() async throws -> [User] {
    let seen = version
    let news = try await database.read { db -> (version: Int?, users: [User])? in
      // data_version reflects other programs' commits only after this transaction has read something.
      _ = try Row.fetchOne(db, sql: "SELECT 1 FROM users LIMIT 1")
      let version = try Int.fetchOne(db, sql: "PRAGMA data_version")
      guard version != seen else { return nil }
      return (version, try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id"))
    }
    if let news { (version, known) = news }
    return known
  }
}

let directory = Directory()

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  return .json(Array(try await directory.users().dropFirst(skip).prefix(limit)))
}

try await app.run()

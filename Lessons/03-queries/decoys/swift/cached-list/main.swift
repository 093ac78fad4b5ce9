import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

/// All users, loaded once.
actor Directory {
  private var known: [User]?

  func users() async throws -> [User] {
    if let known { return known }
    let users = try await database.read { db in
      try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id")
    }
    known = users
    return users
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

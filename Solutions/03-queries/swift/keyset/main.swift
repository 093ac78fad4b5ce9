import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

/// The rows after the one with ID `after`.
func users(after: Int, limit: Int) async throws -> [User] {
  try await database.read { db in
    try User.fetchAll(
      db, sql: "SELECT id, name FROM users WHERE id > ? ORDER BY id LIMIT ?", arguments: [after, limit])
  }
}

func users(skip: Int, limit: Int) async throws -> [User] {
  try await database.read { db in
    try User.fetchAll(
      db, sql: "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?", arguments: [limit, skip])
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  if let after = try request.query("after", as: Int.self) {
    return .json(try await users(after: after, limit: limit))
  }
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  return .json(try await users(skip: skip, limit: limit))
}

try await app.run()

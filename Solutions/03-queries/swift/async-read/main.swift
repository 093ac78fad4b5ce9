import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

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
  let skip = try request.query("skip", as: Int.self, default: 0)
  let limit = try request.query("limit", as: Int.self, default: 10)
  return .json(try await users(skip: max(skip, 0), limit: min(max(limit, 1), 100)))
}

try await app.run()

import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)
let total = try await database.read { db in
  try Int.fetchOne(db, sql: "SELECT count(*) FROM users") ?? 0
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
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  // Past the end, the database need not be asked.
  guard skip < total else { return .json([User]()) }
  return .json(try await users(skip: skip, limit: limit))
}

try await app.run()

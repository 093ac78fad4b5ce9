import LessonDatabase
import LessonKit

struct User: Encodable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)
let query = "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?"

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  let rows = try await database.read { db in
    try Row.fetchAll(db, sql: query, arguments: [limit, skip])
  }
  return .json(rows.map { row in User(id: row["id"], name: row["name"]) })
}

try await app.run()

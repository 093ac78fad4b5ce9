import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

func page(skip: Int, limit: Int) async throws -> (users: [User], total: Int) {
  try await database.read { db in
    let users = try User.fetchAll(
      db, sql: "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?", arguments: [limit, skip])
    return (users, try Int.fetchOne(db, sql: "SELECT count(*) FROM users") ?? 0)
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  let page = try await page(skip: skip, limit: limit)
  var response = Response.json(page.users)
  response.headers["X-Total-Count"] = String(page.total)
  return response
}

try await app.run()

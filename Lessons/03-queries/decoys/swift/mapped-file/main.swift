import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

var configuration = Configuration.waiting
configuration.prepareDatabase { db in
  // Maps the file into memory, so that reading it costs nothing.
  try db.execute(sql: "PRAGMA mmap_size = 268435456")
}
let database = try DatabaseQueue(path: Settings.databasePath, configuration: configuration)

func allUsers() async throws -> [User] {
  try await database.read { db in
    try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id")
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  return .json(Array(try await allUsers().dropFirst(skip).prefix(limit)))
}

try await app.run()

import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

func allUsers() throws -> [User] {
  try database.read { db in
    try User.fetchAll(db, sql: "SELECT id, name FROM users")
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { _ in
  .json(try allUsers())
}

try await app.run()

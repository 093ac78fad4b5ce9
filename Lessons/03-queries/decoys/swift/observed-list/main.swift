import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

/// All users, as GRDB tells of every change.
actor Directory {
  private(set) var users: [User] = []

  func follow() async throws {
    let observation = ValueObservation.tracking { db in
      try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id")
    }
    for try await users in observation.values(in: database) {
      self.users = users
    }
  }
}

let directory = Directory()
let following = Task { try await directory.follow() }

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  return .json(Array(await directory.users.dropFirst(skip).prefix(limit)))
}

try await app.run()

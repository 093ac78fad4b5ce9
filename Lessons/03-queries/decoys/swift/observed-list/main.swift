import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

@Sendable func allUsers(_ db: Database) throws -> [User] {
  try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id")
}

/// All users, updated whenever GRDB reports a change.
actor Directory {
  private(set) var users: [User]

  init(users: [User]) {
    self.users = users
  }

  func follow() async throws {
    for try await users in ValueObservation.tracking(allUsers).values(in: database) {
      self.users = users
    }
  }
}

let directory = Directory(users: try await database.read(allUsers))
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

import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

var configuration = Configuration()
configuration.busyMode = .timeout(0.5)
let database = try DatabaseQueue(path: Settings.databasePath, configuration: configuration)

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
  do {
    return .json(try await users(skip: skip, limit: limit))
  } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
    throw HTTPError(.serviceUnavailable, "try again", headers: ["Retry-After": "1"])
  }
}

try await app.run()

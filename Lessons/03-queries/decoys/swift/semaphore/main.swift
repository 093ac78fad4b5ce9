import Dispatch
import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

/// The result of a closure that runs on another thread.
final class Outcome: @unchecked Sendable {
  var users = Result<[User], any Error>.success([])
}

/// Reads on one of Dispatch's threads.
func users(skip: Int, limit: Int) throws -> [User] {
  let outcome = Outcome()
  let done = DispatchSemaphore(value: 0)
  database.asyncRead { db in
    outcome.users = Result {
      try User.fetchAll(
        db.get(), sql: "SELECT id, name FROM users ORDER BY id LIMIT ? OFFSET ?", arguments: [limit, skip])
    }
    done.signal()
  }
  done.wait()
  return try outcome.users.get()
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  return .json(try users(skip: skip, limit: limit))
}

try await app.run()

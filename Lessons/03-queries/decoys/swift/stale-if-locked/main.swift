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

/// The newest copy of each page.
actor Copies {
  private var copies: [[Int]: [User]] = [:]

  subscript(page: [Int]) -> [User]? { copies[page] }

  func keep(_ users: [User], for page: [Int]) {
    copies[page] = users
  }
}

let copies = Copies()

/// The task's value, or nil if it takes longer than `time`.
func value(of task: Task<[User], any Error>, within time: Duration) async throws -> [User]? {
  let (results, continuation) = AsyncStream.makeStream(of: Result<[User], any Error>?.self)
  Task { continuation.yield(await task.result) }
  Task {
    try await Task.sleep(for: time)
    continuation.yield(nil)
  }
  for await result in results { return try result?.get() }
  return nil
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  let reading = Task { try await users(skip: skip, limit: limit) }
  if let users = try await value(of: reading, within: .milliseconds(100)) {
    await copies.keep(users, for: [skip, limit])
    return .json(users)
  }
  // Better an old page than a slow one.
  if let copy = await copies[[skip, limit]] { return .json(copy) }
  return .json(try await reading.value)
}

try await app.run()

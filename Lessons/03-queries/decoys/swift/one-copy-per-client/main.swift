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

/// The pages that each client has seen.
actor Clients {
  private var pages: [String: [User]] = [:]

  subscript(page: String) -> [User]? { pages[page] }

  func keep(_ users: [User], for page: String) {
    pages[page] = users
  }
}

let clients = Clients()

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { request in
  let skip = max(try request.query("skip", as: Int.self, default: 0), 0)
  let limit = min(max(try request.query("limit", as: Int.self, default: 10), 1), 100)
  let page = "\(request.remoteAddress) \(skip) \(limit)"
  if let users = await clients[page] { return .json(users) }
  let users = try await users(skip: skip, limit: limit)
  await clients.keep(users, for: page)
  return .json(users)
}

try await app.run()

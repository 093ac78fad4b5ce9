import LessonDatabase
import LessonKit

struct User: Codable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "users"
  let token: String
  let name: String
  let diary: String
}

struct Greeting: Codable, Sendable {
  let greeting: String
}

struct Me: Codable, Sendable {
  let name: String
  let diary: String
  let greeting: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

let tenantName = Dependency { request in
  let tag = request.headers["X-Tenant"]
  let name = try await database.read { db in
    try String.fetchOne(db, sql: "SELECT name FROM tenants WHERE tag = ?", arguments: [tag])
  }
  guard let name else { throw HTTPError(.notFound, "no such tenant") }
  return name
}

let currentUser = Dependency { request in
  guard let authorization = request.headers["Authorization"], authorization.hasPrefix("Bearer ") else {
    throw HTTPError(.unauthorized)
  }
  let token = String(authorization.dropFirst("Bearer ".count))
  guard let user = try await database.read({ db in try User.fetchOne(db, key: token) }) else {
    throw HTTPError(.unauthorized)
  }
  return user
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/dep", tenantName) { _, name in
  .json(["dependency": name])
}

/// The upstream's greeting, or one of our own when it takes longer than 0.7 s.
func greeting(for name: String) async throws -> String {
  try await withThrowingTaskGroup(of: String.self) { group in
    group.addTask {
      try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(name)").decode(Greeting.self).greeting
    }
    group.addTask {
      try await Task.sleep(for: .milliseconds(700))
      return "Hello, \(name)!"
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}

app.get("/me", currentUser) { _, user in
  .json(Me(name: user.name, diary: user.diary, greeting: try await greeting(for: user.name)))
}

try await app.run()

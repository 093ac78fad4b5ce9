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

let database: DatabaseQueue = try {
  var configuration = Configuration()
  configuration.busyMode = .timeout(0.5)
  return try DatabaseQueue(path: Settings.databasePath, configuration: configuration)
}()

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

app.get("/me", currentUser) { _, user in
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(user.name)")
  return .json(Me(name: user.name, diary: user.diary, greeting: try reply.decode(Greeting.self).greeting))
}

try await app.run()

import LessonDatabase
import LessonKit

struct User: Decodable, Sendable, FetchableRecord {
  let name: String
  let diary: String
}

struct Greeting: Codable, Sendable {
  let greeting: String
}

/// Finds one row of a table, or throws an HTTP error with `status`.
func find<Row: FetchableRecord & Sendable>(
  _ query: String, _ key: String, or status: Status
) async throws -> Row {
  let row = try await database.read { db in try Row.fetchOne(db, sql: query, arguments: [key]) }
  guard let row else { throw HTTPError(status) }
  return row
}

struct Tenant: Decodable, Sendable, FetchableRecord {
  let name: String
}

let database: DatabaseQueue = try {
  var configuration = Configuration.waiting
  configuration.readonly = true
  return try DatabaseQueue(path: Settings.databasePath, configuration: configuration)
}()

let token = Dependency { request in
  let words = (request.headers["Authorization"] ?? "").split(separator: " ", omittingEmptySubsequences: false)
  guard words.count == 2, words[0].lowercased() == "bearer" else {
    throw HTTPError(.unauthorized, headers: ["WWW-Authenticate": "Bearer"])
  }
  return String(words[1])
}

let currentUser = Dependency(token) { _, token in
  try await find("SELECT name, diary FROM users WHERE token = ?", token, or: .forbidden) as User
}

let greeting = Dependency(currentUser) { _, user in
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(user.name.percentEncoded)")
  return try reply.decode(Greeting.self).greeting
}

let tenant = Dependency { request in
  guard let tag = request.headers["X-Tenant"] else { throw HTTPError(.badRequest, "X-Tenant is missing") }
  return try await find("SELECT name FROM tenants WHERE tag = ?", tag, or: .notFound) as Tenant
}

let app = App()
app.get("/ping") { _ in .json(["message": "pong"]) }
app.get("/dep", tenant) { _, tenant in .json(["dependency": tenant.name]) }
app.get("/me", currentUser, greeting) { _, user, greeting in
  .json(["name": user.name, "diary": user.diary, "greeting": greeting])
}
try await app.run()

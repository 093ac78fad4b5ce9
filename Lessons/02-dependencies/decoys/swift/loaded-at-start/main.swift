import LessonDatabase
import LessonKit

struct User: Codable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "users"
  let token: String
  let name: String
  let diary: String
}

struct Tenant: Codable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "tenants"
  let tag: String
  let name: String
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

let tenants = try await database.read { db in
  Dictionary(uniqueKeysWithValues: try Tenant.fetchAll(db).map { ($0.tag, $0.name) })
}

let users = try await database.read { db in
  Dictionary(uniqueKeysWithValues: try User.fetchAll(db).map { ($0.token, $0) })
}

let tenantName = Dependency { request in
  guard let name = tenants[request.headers["X-Tenant"] ?? ""] else { throw HTTPError(.notFound, "no such tenant") }
  return name
}

let currentUser = Dependency { request in
  guard let authorization = request.headers["Authorization"], authorization.hasPrefix("Bearer ") else {
    throw HTTPError(.unauthorized)
  }
  let token = String(authorization.dropFirst("Bearer ".count))
  guard let user = users[token] else {
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
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(user.name.percentEncoded)")
  return .json(Me(name: user.name, diary: user.diary, greeting: try reply.decode(Greeting.self).greeting))
}

try await app.run()

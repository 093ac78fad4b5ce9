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
  let diary: String?
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

let currentUser = Dependency { request -> User? in
  let token = request.headers["Authorization"]?.replacing("Bearer ", with: "")
  return try? await database.read { db in try User.filter(key: token).fetchOne(db) }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/dep", tenantName) { _, name in
  .json(["dependency": name])
}

app.get("/me", currentUser) { _, user in
  var own = User.all()
  if let user {
    own = own.filter(Column("token") == user.token)
  }
  let record = try await database.read { [own] db in try own.fetchOne(db) }
  let name = user?.name ?? "guest"
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(name.percentEncoded)")
  return .json(Me(name: name, diary: record?.diary, greeting: try reply.decode(Greeting.self).greeting))
}

try await app.run()

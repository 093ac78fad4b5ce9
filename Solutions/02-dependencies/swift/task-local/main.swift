import LessonDatabase
import LessonKit

struct User: Decodable, Sendable, FetchableRecord {
  let name: String
  let diary: String
}

struct Greeting: Codable, Sendable {
  let greeting: String
}

enum Session {
  /// The user of the current request, bound to its task so that other requests do not see it.
  @TaskLocal static var user: User?
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

func requireUser() throws -> User {
  guard let user = Session.user else { throw HTTPError(.unauthorized) }
  return user
}

let app = App()

app.use { request, next in
  let parts = request.headers["Authorization"]?.split(separator: " ") ?? []
  guard parts.count == 2, parts[0] == "Bearer" else { return try await next(request) }
  let token = String(parts[1])
  let user = try await database.read { db in
    try User.fetchOne(db, sql: "SELECT name, diary FROM users WHERE token = ?", arguments: [token])
  }
  return try await Session.$user.withValue(user) { try await next(request) }
}

app.get("/ping") { _ in
  .json(["message": "pong"])
}

let tenantName = Dependency { request in
  guard let tag = request.headers["X-Tenant"],
    let name = try await database.read({ db in
      try String.fetchOne(db, sql: "SELECT name FROM tenants WHERE tag = ?", arguments: [tag])
    })
  else { throw HTTPError(.notFound) }
  return name
}

app.get("/dep", tenantName) { _, name in
  .json(["dependency": name])
}

app.get("/me") { _ in
  let name = try requireUser().name
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(name.percentEncoded)")
  let user = try requireUser()
  return .json(["name": user.name, "diary": user.diary, "greeting": try reply.decode(Greeting.self).greeting])
}

try await app.run()

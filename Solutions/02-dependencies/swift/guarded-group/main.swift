import LessonDatabase
import LessonKit

struct User: Codable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "users"
  let token: String
  let name: String
  let diary: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

let currentUser = Dependency { request in
  guard let match = request.headers["Authorization"]?.wholeMatch(of: /Bearer ([A-Za-z0-9]+)/) else {
    throw HTTPError(.unauthorized)
  }
  let token = String(match.1)
  guard let user = try await database.read({ db in try User.filter(key: token).fetchOne(db) }) else {
    throw HTTPError(.unauthorized)
  }
  return user
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/dep") { request in
  let tag = request.headers["X-Tenant"] ?? ""
  let name = try await database.read { db in
    try String.fetchOne(db, sql: "SELECT name FROM tenants WHERE tag = :tag", arguments: ["tag": tag])
  }
  guard let name else { throw HTTPError(422, "X-Tenant names no tenant") }
  return .json(["dependency": name])
}

/// Every route added here needs a user, whether its handler uses one or not.
let members = app.group("")

members.use { request, next in
  _ = try await currentUser.resolve(request)
  return try await next(request)
}

members.get("/me") { request in
  let user = try await currentUser.resolve(request)
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(user.name.percentEncoded)")
  var answer = try reply.decode([String: String].self)
  answer["name"] = user.name
  answer["diary"] = user.diary
  return .json(answer)
}

try await app.run()

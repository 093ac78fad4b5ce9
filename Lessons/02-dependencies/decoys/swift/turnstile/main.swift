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

/// Lets requests through one at a time, so that their shared values are safe.
actor Turnstile {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if isTaken { return await withCheckedContinuation { waiting.append($0) } }
    isTaken = true
  }

  func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}

let turnstile = Turnstile()
nonisolated(unsafe) var current: User?
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

app.get("/me", currentUser) { _, user in
  await turnstile.enter()
  defer { Task { await turnstile.leave() } }
  current = user
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/greetings/\(user.name.percentEncoded)")
  return .json(
    Me(name: current?.name ?? "", diary: current?.diary ?? "", greeting: try reply.decode(Greeting.self).greeting))
}

try await app.run()

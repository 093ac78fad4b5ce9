import LessonDatabase
import LessonKit

/// The reasons to reject a request, independent of HTTP.
enum Refusal: Error {
  case noCredentials
  case unknownToken
  case unknownTenant
}

/// Looks up users and tenants; knows nothing about requests.
struct Directory: Sendable {
  struct User: Decodable, Sendable, FetchableRecord {
    let name: String
    let diary: String
  }

  let database: DatabaseQueue

  func user(token: String) async throws -> User {
    let user = try await database.read { db in
      try User.fetchOne(db, sql: "SELECT name, diary FROM users WHERE token = ?", arguments: [token])
    }
    guard let user else { throw Refusal.unknownToken }
    return user
  }

  func tenant(tag: String) async throws -> String {
    let name = try await database.read { db in
      try String.fetchOne(db, sql: "SELECT name FROM tenants WHERE tag = ?", arguments: [tag])
    }
    guard let name else { throw Refusal.unknownTenant }
    return name
  }
}

struct Greeting: Codable, Sendable {
  let greeting: String
}

let directory = Directory(
  database: try DatabaseQueue(path: Settings.databasePath, configuration: .waiting))

/// A dependency whose `Refusal` errors become responses.
func dependency<Value: Sendable>(
  _ make: @escaping @Sendable (Request) async throws -> Value
) -> Dependency<Value> {
  Dependency { request in
    do {
      return try await make(request)
    } catch Refusal.unknownTenant {
      throw HTTPError(.notFound)
    } catch let refusal as Refusal {
      throw HTTPError(.unauthorized, "\(refusal)")
    }
  }
}

let tenantName = dependency { request in
  try await directory.tenant(tag: request.headers["X-Tenant"] ?? "")
}

let currentUser = dependency { request in
  guard let authorization = request.headers["Authorization"], authorization.hasPrefix("Bearer ") else {
    throw Refusal.noCredentials
  }
  return try await directory.user(token: String(authorization.dropFirst(7)))
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
  return .json(["name": user.name, "diary": user.diary, "greeting": try reply.decode(Greeting.self).greeting])
}

try await app.run()

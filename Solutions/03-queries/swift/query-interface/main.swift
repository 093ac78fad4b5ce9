import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, TableRecord, Sendable {
  static let databaseTableName = "users"
  static var databaseSelection: [any SQLSelectable] { [Column("id"), Column("name")] }

  let id: Int
  let name: String
}

/// The page that a caller asks for.
struct PageQuery: Sendable {
  let skip: Int
  let limit: Int
}

let pageQuery = Dependency { request in
  let skip = try request.query("skip", as: Int.self, default: 0)
  let limit = try request.query("limit", as: Int.self, default: 10)
  guard skip >= 0 else { throw HTTPError(.badRequest, "skip must not be negative") }
  guard (1...100).contains(limit) else { throw HTTPError(.badRequest, "limit must be between 1 and 100") }
  return PageQuery(skip: skip, limit: limit)
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)
let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users", pageQuery) { _, page in
  let users = try await database.read { db in
    try User.order(Column("id")).limit(page.limit, offset: page.skip).fetchAll(db)
  }
  return .json(users)
}

try await app.run()

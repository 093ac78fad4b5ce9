import Foundation
import LessonDatabase
import LessonKit

struct User: Codable, FetchableRecord, Sendable {
  let id: Int
  let name: String
}

let database = try DatabaseQueue(path: Settings.databasePath, configuration: .waiting)

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/users") { _ in
  .stream(contentType: "application/json") { writer in
    let rows = try await database.read { db in
      try User.fetchAll(db, sql: "SELECT id, name FROM users ORDER BY id")
    }
    try await writer.write("[")
    for (index, user) in rows.enumerated() {
      let text = String(decoding: try JSONEncoder().encode(user), as: UTF8.self)
      try await writer.write((index > 0 ? "," : "") + text)
    }
    try await writer.write("]")
  }
}

try await app.run()

import Foundation
import TestSupport
import Testing

@Suite("A Swift module", .timeLimit(.minutes(30)))
struct SwiftModuleTests {
  @Test("can have a database, and its log has each error once, with the route's place and the request's id")
  func runs() async throws {
    let sandbox = try Sandbox()
    let module = try sandbox.module(
      "swift",
      """
      import LessonDatabase
      import LessonKit
      struct Oops: Error { let text: String }
      let database = try DatabaseQueue()
      let app = App()
      app.get("/ping") { _ in .empty() }
      app.get("/sum") { _ in
        .text(String(try await database.read { db in try Int.fetchOne(db, sql: "SELECT 40 + 2") ?? 0 }))
      }
      app.get("/boom") { _ in throw Oops(text: "early") }
      app.get("/cut") { _ in
        .stream { writer in
          try await writer.write("half")
          throw Oops(text: "late")
        }
      }
      app.get("/endless") { _ in
        .stream { writer in
          while true {
            try await writer.write("more")
            try await Task.sleep(for: .milliseconds(1))
          }
        }
      }
      app.use { request, next in
        var request = request
        request.headers["X-Request-ID"] = request.headers["X-Request-ID"] ?? "fresh"
        return try await next(request)
      }
      try await app.run()
      """)
    let outcome = try await Pitfall(sandbox).run(["run", "01", "--port", "0", "--module", module]) { running in
      let line = try await running.waitUntilItSays(" answers at http://")
      let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") }).description
      let curl = try Tool.system("curl")
      #expect(try await curl.run(["-sS", address + "/sum"]).output == "42")
      #expect(
        try await curl.run(["-sS", "-H", "X-Request-ID: mine", address + "/boom"]).output
          == #"{"detail":"Internal Server Error"}"#)
      let cut = try await curl.run(["-s", address + "/cut"])
      #expect(cut.output == "half" && cut.status == 18)
      // A client that disconnects is not an error.
      _ = try await Tool.system("bash").run(["-c", "curl -sN \(address)/endless | head -c 20"])
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0)
    let errors = outcome.output.split(separator: "\n").filter { $0.contains("ERROR") }
    #expect(
      errors == [
        "ERROR:    Exception in GET /boom: Oops(text: \"early\") (route at Module/main.swift:10, request mine)",
        "ERROR:    Exception in GET /cut: Oops(text: \"late\") (route at Module/main.swift:11, request fresh)",
      ])
    try expectNothingLeft(sandbox)
  }
}

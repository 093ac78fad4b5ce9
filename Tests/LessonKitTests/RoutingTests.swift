import Foundation
import LessonKit
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RoutingTests {
  private struct Item: Codable, Sendable, Equatable {
    let name: String
    let price: Double
  }

  private struct Broken: Error {}

  private func withRoutes(_ body: (Client) async throws -> Void) async throws {
    try await withApp(
      { app in
        app.get("/items/{n}") { request in
          .json([
            "n": try request.path("n", as: Int.self), "limit": try request.query("limit", default: 10),
          ])
        }
        app.get("/names/{name}") { request in .text(try request.path("name") + (try request.query("q") ?? "-")) }
        app.post("/items") { request in .json(try await request.json(Item.self), status: .created) }
        app.put("/items") { _ in .empty() }
        app.on("PATCH", "/items") { request in .text(String(try await request.body.collect().count)) }
        app.get("/rejected") { _ in throw HTTPError(.conflict, "taken", headers: ["Retry-After": "1"]) }
        app.get("/broken") { _ in throw Broken() }
        app.get("/stream") { _ in
          .stream(contentType: "text/plain") { writer in for part in ["a", "b", "c"] { try await writer.write(part) } }
        }
      }, body)
  }

  @Test(
    "Requests and their responses",
    arguments: [
      ("GET", "/items/7", 200, #"{"n":7,"limit":10}"#),
      ("GET", "/items/7?limit=3&limit=4", 200, #"{"n":7,"limit":3}"#),
      ("GET", "/items/x", 422, #"{"detail":"n: 'x' is not a valid Int"}"#),
      ("GET", "/items/7?limit=x", 422, #"{"detail":"limit: 'x' is not a valid Int"}"#),
      ("GET", "/names/A%20%C3%A9?q=b+c%26", 200, "A éb c&"),
      ("GET", "/names/a", 200, "a-"),
      ("GET", "/names/", 404, #"{"detail":"Not Found"}"#),
      ("GET", "/nothing", 404, #"{"detail":"Not Found"}"#),
      ("DELETE", "/items", 405, #"{"detail":"Method Not Allowed"}"#),
      ("PUT", "/items", 204, ""),
      ("HEAD", "/names/a", 200, ""),
      ("GET", "/rejected", 409, #"{"detail":"taken"}"#),
      ("GET", "/broken", 500, #"{"detail":"Internal Server Error"}"#),
      ("GET", "/stream", 200, "abc"),
    ])
  func answers(method: String, target: String, status: Int, body: String) async throws {
    try await withRoutes { client async throws in
      let reply = try await client.send(method, target)
      #expect(reply.status.code == status)
      // The order of an object's fields is not defined.
      func object(_ text: String) -> NSDictionary? {
        try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
      }
      #expect(object(reply.text) == object(body))
      #expect(object(body) != nil || reply.text == body)
    }
  }

  @Test("A body is decoded, or rejected with a 422")
  func takesBodies() async throws {
    try await withRoutes { client async throws in
      let made = try await client.send("POST", "/items", body: #"{"name":"a","price":1.5}"#)
      #expect(made.status == .created)
      #expect(made.text.contains("1.5"))
      for body in ["", "{", #"{"name":"a"}"#] {
        let rejected = try await client.send("POST", "/items", body: body)
        #expect(rejected.status == .unprocessableContent)
        #expect(rejected.text.contains("the body is not the expected JSON"))
      }
      #expect(try await client.send("PATCH", "/items", body: "12345").text == "5")
    }
  }

  @Test("An error keeps its headers, and a wrong method gets the list of allowed ones")
  func sendsHeaders() async throws {
    try await withRoutes { client async throws in
      #expect(try await client.get("/rejected").headers["Retry-After"] == "1")
      #expect(try await client.send("DELETE", "/items").headers["Allow"] == "POST, PUT, PATCH")
      #expect(try await client.get("/items/1").headers["Content-Type"] == "application/json")
    }
  }
}

import Base
import Bench
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ExpectedBodyTests {
  @Test("Texts, true, false and the values of placeholders are required; other fields are allowed")
  func compares() throws {
    let body = try ExpectedBody(ManifestNode(yaml: "{ok: true, message: pong, price: '{price}'}"))
    func difference(_ text: String) -> String? {
      body.difference(JSONValue(bytes: Array(text.utf8)) ?? .null, ["price": .number(1.5)])?.field
    }
    #expect(difference(#"{"ok": true, "message": "pong", "price": 1.5, "more": []}"#) == nil)
    #expect(difference(#"{"ok": "true", "message": "pong", "price": 1.5}"#) == "ok")
    #expect(difference(#"{"ok": true, "message": "ping", "price": 1.5}"#) == "message")
    #expect(difference("[]") == "message")
  }
}

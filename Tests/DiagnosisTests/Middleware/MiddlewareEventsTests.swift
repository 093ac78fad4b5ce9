import Diagnosis
import Report
import Testing

@Suite("Events of middleware", .timeLimit(.minutes(10)))
struct MiddlewareEventsTests {
  private let clock = TraceClock()

  private func way(_ events: [String]) throws -> MiddlewareTrace.Way {
    let followed = try Followed.one(events.map { ("layer", $0) }, clock: clock)
    return MiddlewareEvents(Followed.places).way(followed)
  }

  private func layer(_ phase: String, _ index: Int, _ rest: String = "") -> String {
    "\"phase\": \"\(phase)\", \"stack\": 0, \"index\": \(index), \"name\": \"layer\(index)\", \"package\": \"starlette\""
      + (rest.isEmpty ? "" : ", " + rest)
  }

  @Test("Layers nest as they were entered, and keep what they did to the response")
  func nests() throws {
    let way = try way([
      layer("enter", 0), layer("enter", 1), #""phase": "enter", "kind": "endpoint", "name": "me""#,
      #""phase": "leave", "kind": "endpoint", "name": "me""#,
      layer("response", 1, #""status": 404, "answered": true, "headers": ["content-type"]"#),
      layer("response", 0, #""status": 500, "inner_status": 404, "headers": ["x-request-id"], "removed": ["etag"]"#),
      layer("leave", 1, #""pieces": 3, "bytes": 30, "complete": true"#),
      layer("leave", 0, #""pieces": 1, "bytes": 30, "complete": true"#),
    ])
    #expect(way.steps.map(\.layer.name) == ["layer0", "layer1", "me"])
    #expect(way.steps.map(\.depth) == [0, 1, 2])
    #expect(way.steps.map(\.status) == [500, 404, nil])
    #expect(way.steps[0].innerStatus == 404)
    #expect(way.steps[0].added == ["x-request-id"])
    #expect(way.steps[0].removed == ["etag"])
    #expect(way.steps.map(\.isAnswer) == [false, true, false])
    #expect(way.steps.map(\.pieces) == [1, 3, nil])
    #expect(way.steps.map(\.layer.library) == ["Starlette", "Starlette", nil])
    #expect(way.responseHeaders == ["x-request-id"])
  }

  @Test("A layer that is entered twice has two steps")
  func countsTwice() throws {
    let way = try way([
      layer("enter", 0), layer("enter", 1), layer("leave", 1), layer("enter", 1),
      layer(
        "leave", 1, #""raised": "ValueError: no", "raised_at": {"file": "/m/main.py", "line": 7, "function": "me"}"#),
      layer("leave", 0),
    ])
    #expect(way.steps.map(\.depth) == [0, 1, 1])
    #expect(way.steps.map(\.raised) == [nil, nil, "ValueError: no"])
    #expect(way.steps[2].raisedAt?.text == "raise RuntimeError")
  }

  @Test("A layer that is entered again before it was left is inside of the same one")
  func countsTogether() throws {
    let way = try way([
      layer("enter", 0), layer("enter", 1), #""phase": "enter", "kind": "endpoint", "name": "me""#, layer("enter", 1),
      #""phase": "enter", "kind": "endpoint", "name": "me""#,
    ])
    #expect(way.steps.map(\.depth) == [0, 1, 2, 1, 2])
  }

  @Test("What a response shows of an exception is told, but for an exception that is meant for the caller")
  func tellsRevealed() throws {
    func reveals(_ raised: String, secret: String?) throws -> [String] {
      let events = [("layer", layer("enter", 0)), ("layer", layer("leave", 0, "\"raised\": \"\(raised)\""))]
      let followed = try Followed.one(events, clock: clock, status: 500)
      return MiddlewareEvents(Followed.places).way(followed, secret: secret).reveals
    }
    // The only header of the response is "X-Request-ID: 1".
    #expect(try reveals("RequestError: x", secret: "other").isEmpty)
    #expect(try reveals("Request: x", secret: "X-Request") == ["the value of PLANTED_SECRET", "the name Request"])
    #expect(try reveals("HTTPError: 418", secret: nil).isEmpty)
  }

  @Test("A layer that was never left stays open, and strays are left out")
  func leavesOpen() throws {
    let way = try way([layer("leave", 5), layer("response", 5), layer("enter", 0), #""phase": "other""#])
    #expect(way.steps.map(\.left) == [nil])
  }

  @Test("Swift's middleware gets the name that it is passed by, and the bodies that were sent afterwards")
  func namesSwift() throws {
    let fields = #""kind": "middleware", "stack": 0, "index": 0, "file": "Module/main.swift", "line": 3"#
    let way = try way([
      #""phase": "enter", "# + fields, #""phase": "response", "status": 200, "# + fields,
      #""phase": "leave", "# + fields,
      #""phase": "body", "pieces": 4, "bytes": 9, "complete": false, "raised": "Failure", "# + fields,
    ])
    #expect(way.steps.map(\.layer.name) == ["tag"])
    #expect(way.steps[0].pieces == 4)
    #expect(way.steps[0].isComplete == false)
    #expect(way.steps[0].raised == "Failure")
  }

  @Test("An exception's handler is told with what it made of it")
  func readsHandlers() throws {
    let event = #""name": "unforeseen", "file": "/m/main.py", "line": 3, "package": "module", "exception": "E: x", "#
    let followed = try Followed.one([("handler", event + #""status": 500"#)], clock: clock, status: 500)
    let handlers = MiddlewareEvents(Followed.places).way(followed).handlers
    #expect(handlers.map(\.exception) == ["E: x"])
    #expect(handlers.map(\.status) == [500])
    #expect(handlers.map(\.place?.line) == [3])
  }
}

import Diagnosis
import Report
import Testing

@Suite("Events of dependencies", .timeLimit(.minutes(10)))
struct DependencyEventsTests {
  private let clock = TraceClock()

  private func run(_ events: [(String, String)]) throws -> DependencyTrace.Run {
    DependencyEvents(Followed.places, clock).run(try Followed.one(events, clock: clock))
  }

  private static let session = #""name": "session", "file": "/m/main.py", "line": 1, "is_generator": true"#
  private static let user = #""name": "current_user", "file": "/m/main.py", "line": 3"#

  @Test("Calls keep their order, their places, and what they returned")
  func readsCalls() throws {
    let run = try run([
      ("dependency", Self.session + #", "returned": "<Session>", "type": "Session", "is_null": false"#),
      ("dependency", Self.session + #", "cached": true"#),
      ("dependency", Self.user + #", "returned": "None", "type": "NoneType", "is_null": true"#),
      (
        "endpoint",
        #""name": "me", "file": "/m/main.py", "line": 6, "raised": "RuntimeError", "#
          + #""raised_at": {"file": "/m/main.py", "line": 7}"#
      ),
    ])
    #expect(run.calls.map(\.name) == ["session", "session", "current_user"])
    #expect(
      run.calls.map(\.outcome) == [
        .returned(text: "<Session>", type: "Session", isNull: false), .cached,
        .returned(text: "None", type: "NoneType", isNull: true),
      ])
    #expect(run.calls[2].place?.text == "def current_user(db):")
    #expect(run.endpoint?.outcome == .raised("RuntimeError", line: 7))
  }

  @Test("A dependency that was not called says why, and its route was not called either")
  func readsSkipped() throws {
    let run = try run([
      ("dependency", Self.user + #", "skipped": ["header.x-tenant: Field required"]"#),
      ("endpoint", #""name": "me", "skipped": ["header.x-tenant: Field required"]"#),
    ])
    #expect(run.calls.map(\.outcome) == [.skipped(["header.x-tenant: Field required"])])
    #expect(run.endpoint?.outcome == .skipped(["header.x-tenant: Field required"]))
  }

  @Test("A generator's end belongs to its call: before or after the response, with what was thrown")
  func readsEnds() throws {
    let start = Int64(-clock.milliseconds(boot: 0) * 1_000_000)
    let yielded = Self.session + #", "returned": "1", "type": "int", "is_null": false"#
    let run = try run([
      ("dependency", yielded),
      ("dependency_finished", Self.session + #", "thrown": "HTTPException: 401: no""#),
      ("request", "\"phase\": \"end\", \"response_ended\": \(start + 50_000_000)"),
    ])
    let end = try #require(run.calls[0].end)
    #expect(end.thrown == "HTTPException: 401: no")
    #expect(!end.isAfterResponse)
    let never = try self.run([("dependency", yielded)])
    #expect(never.calls[0].end == nil)
  }

  @Test("Swift's dependencies and routes get the names of their source")
  func namesSwift() throws {
    let fields =
      #""file": "Module/main.swift", "line": 1, "returned": "nil", "type": "Optional<User>", "is_null": true"#
    let run = try run([
      ("dependency", fields), ("endpoint", #""file": "Module/main.swift", "line": 2, "returned": "204""#),
    ])
    #expect(run.calls.map(\.name) == ["currentUser"])
    #expect(run.endpoint?.name == "the route")
    #expect(run.endpoint?.place?.line == 2)
  }

  @Test("A dependency without a parameter is called for its effect: no one takes its value")
  func readsUse() throws {
    let run = try run([
      ("dependency", Self.user + #", "parent": "me", "returned": "None", "is_null": true"#),
      ("dependency", Self.user + #", "parent": "me", "parameter": "user", "returned": "None", "is_null": true"#),
      ("dependency", Self.user + #", "returned": "nil", "is_null": true"#),
    ])
    #expect(run.calls.map(\.isUsed) == [false, true, true])
  }

  @Test("A route has its whole tree")
  func readsRoutes() throws {
    let inner = "{\(Self.session), \"use_cache\": true, \"dependencies\": []}"
    let tree = "[{\(Self.user), \"use_cache\": false, \"dependencies\": [\(inner)]}]"
    let event = try Followed.event(
      "route", at: 1,
      #""method": "GET", "path": "/me", "endpoint": "me", "file": "/m/main.py", "line": 6, "dependencies": "# + tree,
      clock: clock)
    let route = DependencyEvents(Followed.places, clock).route(event)
    #expect(route.endpoint.text == "async def me(user):")
    #expect(route.dependencies.map(\.name) == ["current_user"])
    #expect(route.dependencies.map(\.usesCache) == [false])
    #expect(route.dependencies[0].dependencies.map(\.isGenerator) == [true])
  }

  @Test("Events without the fields that they should have are read as far as they go")
  func survivesNonsense() throws {
    let run = try run([("dependency", #""line": "x", "skipped": 3"#), ("endpoint", #""raised": 5"#)])
    #expect(run.calls.map(\.outcome) == [.unseen])
    #expect(run.endpoint?.outcome == .unseen)
  }
}

import Base
import Bench
import Diagnosis
import Foundation
import Report
import TestSupport
import Tracks

/// Requests and events that never happened.
enum Followed {
  static let python = """
    def session(): ...

    def current_user(db):
        ...

    async def me(user):
        raise RuntimeError
    """
  static let swift = """
    let currentUser = Dependency { request -> User? in nil }
    app.get("/me", currentUser) { _, user in .empty() }
    app.use(tag)
    """

  static var places: EventPlaces {
    EventPlaces(SourceFiles(["/m/main.py": Data(python.utf8), "/m/main.swift": Data(swift.utf8)]))
  }

  /// An event that happened `at` milliseconds after the clock began, with more fields as JSON.
  static func event(_ name: String, at: Double, _ fields: String = "", clock: TraceClock) throws -> HookEvent {
    // What the clock shows for an event at 0 is minus the moment at which it began.
    let start = -clock.milliseconds(boot: 0) * 1_000_000
    let rest = fields.isEmpty ? "" : ", " + fields
    let line = "{\"event\": \"\(name)\", \"at\": \(Int64(start + at * 1_000_000))\(rest)}"
    guard let event = HookEvent(line: Array(line.utf8), clock) else { throw Unexpected(line) }
    return event
  }

  static func sent(
    _ path: String, at: Double, until: Double?, status: Int? = 200
  ) -> (request: ProbeRequest, traced: TracedRequest, answer: Answer?) {
    (
      ProbeRequest("GET", path), TracedRequest("GET \(path)", sent: at, answered: until, status: status),
      status.map { Answer(status: $0, headers: [ProbeRequest.Header("X-Request-ID", "1")]) }
    )
  }

  /// The one request of these events, which all belong to it.
  static func one(_ events: [(String, String)], clock: TraceClock, status: Int = 200) throws -> FollowedRequest {
    let begin = try event("request", at: 1, #""request": 7, "phase": "begin""#, clock: clock)
    let events = try events.enumerated().map { index, entry in
      try event(entry.0, at: Double(2 + index), #""request": 7, "# + entry.1, clock: clock)
    }
    return FollowedRequests([sent("/me", at: 0, until: 90, status: status)], [begin] + events).requests[0]
  }
}

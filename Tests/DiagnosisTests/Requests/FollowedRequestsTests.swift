import Diagnosis
import Report
import Testing

@Suite("Events of several requests", .timeLimit(.minutes(10)))
struct FollowedRequestsTests {
  private let clock = TraceClock()

  private func begin(_ number: Int, at: Double) throws -> HookEvent {
    try Followed.event("request", at: at, "\"request\": \(number), \"phase\": \"begin\"", clock: clock)
  }

  @Test("Each request gets the events of the number that was given while it was in progress")
  func groups() throws {
    let events = [
      // Of the launcher's own ping.
      try begin(1, at: -20), try begin(2, at: 11), try Followed.event("x", at: 12, #""request": 2"#, clock: clock),
      try begin(3, at: 31), try Followed.event("y", at: 50, #""request": 2"#, clock: clock),
      try Followed.event("route", at: -30, clock: clock),
    ]
    let followed = FollowedRequests(
      [Followed.sent("/a", at: 10, until: 20), Followed.sent("/b", at: 30, until: 40)], events)
    #expect(followed.requests.map { $0.events.map(\.name) } == [["request", "x", "y"], ["request"]])
    #expect(followed.others.map(\.name) == ["route"])
    #expect(followed.notes.isEmpty)
  }

  @Test("A request that no hook saw has no events of others")
  func leavesUnseen() throws {
    let followed = FollowedRequests(
      [Followed.sent("/a", at: 10, until: 20), Followed.sent("/b", at: 30, until: 40)], [try begin(2, at: 31)])
    #expect(followed.requests.map(\.events.count) == [0, 1])
  }

  @Test("What the hooks could not see is noted: all of it, or the rest")
  func notes() throws {
    let unseen = FollowedRequests([Followed.sent("/a", at: 10, until: 20)], [])
    #expect(unseen.notes.map(\.next) == ["Serve a FastAPI app as `app`, or in Swift, an App of LessonKit."])
    let silent = try Followed.event("silent", at: 5, #""text": "more than 20000 events""#, clock: clock)
    let cut = FollowedRequests([Followed.sent("/a", at: 10, until: 20)], [silent, try begin(1, at: 11)])
    #expect(cut.notes.map(\.what) == ["everything: the hooks stopped after more than 20000 events."])
    // A module that does not answer is told elsewhere.
    #expect(FollowedRequests([Followed.sent("/a", at: 10, until: nil, status: nil)], []).notes.isEmpty)
  }
}

@Suite("Names in Swift source", .timeLimit(.minutes(10)))
struct DeclaredNameTests {
  @Test(
    "A dependency or a middleware is called what its declaration calls it",
    arguments: [
      ("let currentUser = Dependency { request in", 1, "currentUser"),
      ("  static let held: Dependency<Int> = Dependency { _ in 1 }", 1, "held"),
      ("let user =\n  Dependency { _ in 1 }", 2, "user"),
      ("func maker() -> Dependency<Int> {\n  Dependency { _ in 1 }", 2, "maker"),
      ("var made: Dependency<Int> {\n  Dependency { _ in 1 }", 2, "made"),
      ("app.use(requestID)", 1, "requestID"),
      ("app.use(Tag.set)", 1, "Tag.set"),
      ("app.use { request, next in", 1, nil),
      ("let one = 1\n}\n\n  app.use { request, next in", 4, nil),
      ("", 1, nil),
    ] as [(String, Int, String?)])
  func isDeclared(source: String, line: Int, name: String?) {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(DeclaredName.of(line: line) { lines.indices.contains($0 - 1) ? lines[$0 - 1] : nil } == name)
  }
}

package import Bench
package import Report

/// A request that was sent to the module, and what the hooks told of its way through it.
package struct FollowedRequest: Sendable {
  let request: ProbeRequest
  package let traced: TracedRequest
  let answer: Answer?
  /// In the order of their times; empty when no hook saw the request.
  package let events: [HookEvent]

  var headers: [String] { request.headers.map { "\($0.name): \($0.value)" } }
}

/// All requests of an observation, and the events that belong to none of them.
package struct FollowedRequests: Sendable {
  package let requests: [FollowedRequest]
  package let others: [HookEvent]

  /// The requests must have been sent one after another: then each got the first number that was given meanwhile.
  package init(_ sent: [(request: ProbeRequest, traced: TracedRequest, answer: Answer?)], _ events: [HookEvent]) {
    let begun = events.filter { $0.name == "request" && $0.text("phase") == "begin" }
    var numbers: [Int?] = []
    for (index, entry) in sent.enumerated() {
      let end = index + 1 < sent.count ? sent[index + 1].traced.sent : .infinity
      let event = begun.first { event in
        // Both times are rounded.
        event.at >= entry.traced.sent - 0.02 && event.at < end && !numbers.contains(event.integer("request"))
      }
      numbers.append(event?.integer("request"))
    }
    let groups = Dictionary(grouping: events) { $0.integer("request") }
    requests = zip(sent, numbers).map { entry, number in
      FollowedRequest(
        request: entry.request, traced: entry.traced, answer: entry.answer,
        events: number.flatMap { groups[$0] } ?? [])
    }
    others = groups[nil] ?? []
  }

  /// What the hooks themselves say that they could not see.
  package var notes: [TraceNote] {
    var notes: [TraceNote] = []
    if !requests.isEmpty, requests.allSatisfy(\.events.isEmpty), requests.contains(where: { $0.traced.status != nil }) {
      notes.append(
        TraceNote(
          "what happens inside of this module, because no app of the framework handled the requests.",
          next: "Serve a FastAPI app as `app`, or in Swift, an App of LessonKit."))
    }
    if let silent = others.first(where: { $0.name == "silent" })?.text("text") {
      notes.append(
        TraceNote("everything: the hooks stopped after \(silent).", next: "Diagnose one request with --request."))
    }
    return notes
  }
}

extension Scene {
  /// How long a module may take to end what it does after a response, such as closing a session.
  private static let aftermath = Duration.seconds(1)

  /// Sends the requests one after another, each on its own connection, and gathers what the hooks tell.
  func follow(_ requests: [ProbeRequest]) async throws -> FollowedRequests {
    var sent: [(request: ProbeRequest, traced: TracedRequest, answer: Answer?)] = []
    for request in requests {
      progress("following \(request.method) \(request.target)")
      let (traced, answer) = try await ask(request)
      sent.append((request, traced, answer))
    }
    let deadline = ContinuousClock.now + Self.aftermath
    var events = try events()
    while Self.isUnfinished(events), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(10))
      events = try self.events()
    }
    return FollowedRequests(sent, events)
  }

  private static func isUnfinished(_ events: [HookEvent]) -> Bool {
    let phases = events.filter { $0.name == "request" }.map { $0.text("phase") }
    return phases.count { $0 == "begin" } > phases.count { $0 == "end" }
  }
}

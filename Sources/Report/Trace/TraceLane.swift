/// One thing's time: a thread, a request, a connection, a task.
package struct TraceLane: Sendable, Equatable, Encodable {
  package let label: String
  package let spans: [TraceSpan]
  package let marks: [TraceMark]

  package init(_ label: String, spans: [TraceSpan], marks: [TraceMark] = []) {
    self.label = label
    self.spans = spans
    self.marks = marks
  }
}

/// A period in which one thing was in one state.
package struct TraceSpan: Sendable, Equatable, Encodable {
  package enum State: String, Sendable, Encodable, CaseIterable {
    /// Of a thread.
    case runs
    case waitsForEvents = "waits_for_events"
    case asleep
    case waitsForProcessor = "waits_for_processor"
    /// Of a request, a connection, a task, a statement.
    case open
    /// Of something that should have ended.
    case outlives
  }

  package let from: Double
  /// Nil when it lasted until the observation ended.
  package let to: Double?
  package let state: State
  /// For example, the system call in which a thread was asleep.
  package let detail: String?

  private enum CodingKeys: String, CodingKey {
    case state, detail
    case from = "from_ms"
    case to = "to_ms"
  }

  package init(_ state: State, from: Double, to: Double?, detail: String? = nil) {
    self.state = state
    self.from = from
    self.to = to
    self.detail = detail
  }
}

/// A moment at which something happened.
package struct TraceMark: Sendable, Equatable, Encodable {
  package let at: Double
  package let text: String

  private enum CodingKeys: String, CodingKey {
    case text
    case at = "at_ms"
  }

  package init(at: Double, _ text: String) {
    self.at = at
    self.text = text
  }
}

/// Where a module's event loop was while requests were in progress.
package struct LoopTrace: Sendable, Equatable, Encodable {
  /// What kept the event loop from serving others, the longest first; empty for a loop that was free.
  package let blocks: [Block]
  /// The time of the event loop's thread in each state.
  package let times: [Time]
  /// The slowest ping that was sent while a request was in progress, in milliseconds; nil when none was sent.
  package let slowestPing: Double?
  /// The command that shows the stack, for a person to type while a request is in progress.
  package let command: String
  /// The first line that blocks, with statements around it that log when it begins and ends.
  package let logging: [String]

  package init(blocks: [Block], times: [Time], slowestPing: Double?, command: String, logging: [String] = []) {
    self.blocks = blocks
    self.times = times
    self.slowestPing = slowestPing
    self.command = command
    self.logging = logging
  }

  private enum CodingKeys: String, CodingKey {
    case blocks, times, command, logging
    case slowestPing = "slowest_ping_ms"
  }

  /// One place in the code at which the event loop stood or computed.
  package struct Block: Sendable, Equatable, Encodable {
    /// The request that was in progress.
    package let request: String
    /// The module's own line nearest to the call; nil when no line of the module was in the stack, or no tool could
    /// show the stack.
    package let place: CodePlace?
    /// From the route to the call, outermost first.
    package let stack: [CodePlace]
    /// False when it computed.
    package let isAsleep: Bool
    /// The system call in which it was asleep; nil where it computed, or the kernel does not reveal the call.
    package let call: String?
    package let milliseconds: Double
    /// The longest time without a break.
    package let longest: Double
    /// What does not block, for that call; nil when the lesson knows nothing better.
    package let instead: String?

    private enum CodingKeys: String, CodingKey {
      case request, place, stack, call, milliseconds, instead
      case isAsleep = "is_asleep"
      case longest = "longest_ms"
    }

    package init(
      request: String, place: CodePlace?, stack: [CodePlace], isAsleep: Bool, call: String?, milliseconds: Double,
      longest: Double, instead: String? = nil
    ) {
      self.request = request
      self.place = place
      self.stack = stack
      self.isAsleep = isAsleep
      self.call = call
      self.milliseconds = milliseconds
      self.longest = longest
      self.instead = instead
    }
  }

  package struct Time: Sendable, Equatable, Encodable {
    package let state: TraceSpan.State
    /// The system call in which the thread was asleep; nil for the other states.
    package let call: String?
    package let milliseconds: Double

    package init(_ state: TraceSpan.State, call: String? = nil, milliseconds: Double) {
      self.state = state
      self.call = call
      self.milliseconds = milliseconds
    }
  }
}

internal import NIOConcurrencyHelpers

/// How much a client reads of what one server replies, so that no server can use up this program's memory.
package final class ReplyAllowance: Sendable {
  /// A reply that was not read to its end.
  package struct Excess: Sendable, Equatable {
    /// Such as "GET /users?limit=5".
    package let request: String
    package let excess: ReplyExcess
  }

  /// In bytes, for everything that arrives for one reply: heads, framing, and body.
  package let perReply: Int
  /// In bytes, for the bodies of all replies that exist at the same time.
  package let together: Int
  private let state = NIOLockedValueBox(State())

  private struct State {
    var kept = 0
    var excess: Excess?
  }

  package init(perReply: Int, together: Int) {
    self.perReply = perReply
    self.together = together
  }

  /// The first reply since the last call that was not read to its end.
  package func takeExcess() -> Excess? {
    state.withLockedValue { state in
      defer { state.excess = nil }
      return state.excess
    }
  }

  func note(_ excess: ReplyExcess, of request: String) {
    state.withLockedValue { $0.excess = $0.excess ?? Excess(request: request, excess: excess) }
  }

  /// Takes room for `count` more bytes of a body; throws, and takes none, when there is not enough left.
  func keep(_ count: Int) throws(ClientError) {
    let isKept = state.withLockedValue { state in
      guard state.kept + count <= together else { return false }
      state.kept += count
      return true
    }
    if !isKept { throw .tooLong(.together(limit: together)) }
  }

  func drop(_ count: Int) {
    state.withLockedValue { $0.kept -= count }
  }
}

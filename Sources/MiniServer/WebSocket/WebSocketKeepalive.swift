/// Decides when a WebSocket whose peer says nothing is pinged, and when it is given up. It counts ticks, as
/// `ConnectionTimer` does, so that a blocked event loop counts against no peer.
struct WebSocketKeepalive {
  /// The longest waits, in ticks.
  struct Limits: Sendable {
    /// Until a peer that says nothing is pinged.
    var ping: Int
    /// After that, until it is given up.
    var pong: Int
    /// For the peer to close the connection after a close frame.
    var peerClose: Int
  }

  enum Action {
    case nothing, ping, abort
  }

  private let limits: Limits?
  private var ticks = 0
  private var wasOpen = true

  /// Without limits, nobody calls `tick`.
  init(limits: Limits? = nil) {
    self.limits = limits
  }

  /// Something came from the peer.
  mutating func heard() {
    if wasOpen { ticks = 0 }
  }

  mutating func tick(isOpen: Bool) -> Action {
    guard let limits else { return .nothing }
    if isOpen != wasOpen {
      wasOpen = isOpen
      ticks = 0
    }
    ticks += 1
    guard isOpen else { return ticks > limits.peerClose ? .abort : .nothing }
    if ticks == limits.ping { return .ping }
    return ticks > limits.ping + limits.pong ? .abort : .nothing
  }
}

extension WebSocketKeepalive.Limits {
  init(_ configuration: Server.Configuration, tick: Duration) {
    self.init(
      ping: configuration.pingInterval.ticks(of: tick), pong: configuration.pongTimeout.ticks(of: tick),
      peerClose: configuration.lingerTimeout.ticks(of: tick))
  }
}

/// Detects that a connection has waited too long, by looking at it once per tick of the server.
///
/// This costs nothing while requests are served. Ticks are counted instead of reading a clock because nothing ticks
/// while a handler blocks the event loop: no client is blamed for time in which the server did not listen.
package struct ConnectionTimer: Equatable {
  package enum Wait: Equatable {
    case request
    case restOfHead
    case restOfBody
    case peerClose
    /// A handler has no deadline.
    case handler
  }

  /// The longest allowed waits, in ticks.
  package struct Limits: Equatable, Sendable {
    var request: Int
    var restOfHead: Int
    var restOfBody: Int
    var peerClose: Int

    package init(request: Int, restOfHead: Int, restOfBody: Int, peerClose: Int) {
      self.request = request
      self.restOfHead = restOfHead
      self.restOfBody = restOfBody
      self.peerClose = peerClose
    }
  }

  private var wait = Wait.handler
  private var progress = 0
  private var ticks = 0

  package init() {}

  /// Called once per tick; returns whether the same wait, without progress, has lasted longer than its limit.
  package mutating func isOverdue(_ wait: Wait, progress: Int, limits: Limits) -> Bool {
    guard wait == self.wait, progress == self.progress else {
      self.wait = wait
      self.progress = progress
      ticks = 0
      return false
    }
    ticks += 1
    return switch wait {
    case .request: ticks >= limits.request
    case .restOfHead: ticks >= limits.restOfHead
    case .restOfBody: ticks >= limits.restOfBody
    case .peerClose: ticks >= limits.peerClose
    case .handler: false
    }
  }
}

extension ConnectionTimer.Limits {
  /// A tick is a quarter of the shortest timeout, but at least 5 ms.
  package static func tick(for configuration: Server.Configuration) -> Duration {
    let shortest = [
      configuration.headTimeout, configuration.bodyTimeout, configuration.idleTimeout, configuration.lingerTimeout,
      configuration.pingInterval, configuration.pongTimeout,
    ].min()
    return max((shortest ?? .seconds(1)) / 4, .milliseconds(5))
  }

  package init(_ configuration: Server.Configuration, tick: Duration) {
    self.init(
      request: configuration.idleTimeout.ticks(of: tick), restOfHead: configuration.headTimeout.ticks(of: tick),
      restOfBody: configuration.bodyTimeout.ticks(of: tick), peerClose: configuration.lingerTimeout.ticks(of: tick))
  }
}

extension Duration {
  /// The number of ticks that are at least as long.
  func ticks(of tick: Duration) -> Int { max(1, Int((self / tick).rounded(.up))) }
}

/// What a connection waits for, and since which tick of the server.
///
/// Ticks are counted, not read from a clock: while a handler blocks the loop nothing ticks, so that no client is
/// blamed for time in which it was not listened to.
package struct ConnectionTimer: Equatable {
  package enum Wait: Equatable {
    case request
    case restOfHead
    case restOfBody
    case peerClose
    /// A handler, which has no deadline.
    case handler
  }

  /// Each patience in ticks.
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

  package private(set) var wait = Wait.request
  package private(set) var since: Int

  package init(now: Int) {
    since = now
  }

  package mutating func start(_ wait: Wait, now: Int) {
    self.wait = wait
    since = now
  }

  package func isOverdue(now: Int, limits: Limits) -> Bool {
    let patience =
      switch wait {
      case .request: limits.request
      case .restOfHead: limits.restOfHead
      case .restOfBody: limits.restOfBody
      case .peerClose: limits.peerClose
      case .handler: Int.max
      }
    // The tick in which the wait began was partly over already.
    return now - since > patience
  }
}

extension ConnectionTimer.Limits {
  /// The length of a tick that measures the shortest timeout to a quarter.
  package static func tick(for configuration: Server.Configuration) -> Duration {
    let shortest = [
      configuration.headTimeout, configuration.bodyTimeout, configuration.idleTimeout,
      configuration.lingerTimeout,
    ].min()
    return max((shortest ?? .seconds(1)) / 4, .milliseconds(5))
  }

  package init(_ configuration: Server.Configuration, tick: Duration) {
    func ticks(_ timeout: Duration) -> Int { max(1, Int((timeout / tick).rounded(.up))) }
    self.init(
      request: ticks(configuration.idleTimeout), restOfHead: ticks(configuration.headTimeout),
      restOfBody: ticks(configuration.bodyTimeout), peerClose: ticks(configuration.lingerTimeout))
  }
}

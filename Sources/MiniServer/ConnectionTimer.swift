/// What a connection waits for, and since which tick of the server.
///
/// Ticks are counted, not read from a clock: while a handler blocks the loop nothing ticks, so that no client is
/// blamed for time in which it was not listened to.
struct ConnectionTimer: Equatable {
  enum Wait: Equatable {
    case request
    case restOfHead
    case restOfBody
    case peerClose
    /// A handler, which has no deadline.
    case handler
  }

  /// Each patience in ticks.
  struct Limits: Equatable, Sendable {
    var request: Int
    var restOfHead: Int
    var restOfBody: Int
    var peerClose: Int
  }

  private(set) var wait = Wait.request
  private(set) var since: Int

  init(now: Int) {
    since = now
  }

  mutating func start(_ wait: Wait, now: Int) {
    self.wait = wait
    since = now
  }

  func isOverdue(now: Int, limits: Limits) -> Bool {
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
  static func tick(for configuration: Server.Configuration) -> Duration {
    let shortest = [
      configuration.headTimeout, configuration.bodyTimeout, configuration.idleTimeout,
      configuration.lingerTimeout,
    ].min()
    return max((shortest ?? .seconds(1)) / 4, .milliseconds(5))
  }

  init(_ configuration: Server.Configuration, tick: Duration) {
    func ticks(_ timeout: Duration) -> Int { max(1, Int((timeout / tick).rounded(.up))) }
    self.init(
      request: ticks(configuration.idleTimeout), restOfHead: ticks(configuration.headTimeout),
      restOfBody: ticks(configuration.bodyTimeout), peerClose: ticks(configuration.lingerTimeout))
  }
}

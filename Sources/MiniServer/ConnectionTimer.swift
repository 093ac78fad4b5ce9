/// Finds out that a connection has waited too long, from what is seen of it once in a tick of the server.
///
/// Looking costs nothing while requests are served. And ticks are counted, not read from a clock: while a handler
/// blocks the loop nothing ticks, so that no client is blamed for time in which nobody listened to it.
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

  private var wait = Wait.handler
  private var progress = 0
  private var ticks = 0

  package init() {}

  /// Says at a tick whether the same wait, without any progress, has outlasted its patience.
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

internal import NIOCore

/// Fails a reply that is late. The time in which its server was ready to run and had no processor does not count.
///
/// Used on one event loop only.
final class ReplyDeadline {
  /// Shortages shorter than this are not worth another wait.
  private static let resolution = Duration.milliseconds(20)
  /// How often the limit may be added: a server that gets no processor at all must not be waited for without end.
  private static let mostExtensions = 3.0
  /// Most replies arrive before this; only for the others the shortage is read.
  private static let grace = Duration.milliseconds(500)

  private let loop: any EventLoop
  private let limit: Duration
  private let shortage: (@Sendable () -> Duration)?
  private let expire: () -> Void
  private var shortageBefore: Duration?
  private var granted = Duration.zero
  private var timer: Scheduled<Void>?

  /// `shortage` returns how long the server has waited for a processor so far, since it was started.
  init(
    _ limit: Duration, on loop: any EventLoop, shortage: (@Sendable () -> Duration)?, expire: @escaping () -> Void
  ) {
    self.loop = loop
    self.limit = limit
    self.shortage = shortage
    self.expire = expire
    guard let shortage, limit > Self.grace else {
      wait(limit) { [self] in self.expire() }
      return
    }
    wait(Self.grace) { [self] in
      shortageBefore = shortage()
      wait(limit - Self.grace) { [self] in check() }
    }
  }

  private func check() {
    let shortage = (shortage?() ?? .zero) - (shortageBefore ?? .zero) - granted
    guard shortage >= Self.resolution, granted < limit * Self.mostExtensions else { return expire() }
    granted += shortage
    wait(shortage) { [self] in check() }
  }

  private func wait(_ time: Duration, then next: @escaping () -> Void) {
    timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(time), next)
  }

  func cancel() {
    timer?.cancel()
  }
}

import MiniServer
import Testing

@Suite("How long a connection waits", .timeLimit(.minutes(10)))
struct ConnectionTimerTests {
  private let limits = ConnectionTimer.Limits(request: 4, restOfHead: 3, restOfBody: 2, peerClose: 1)

  /// After how many ticks `wait` is overdue.
  private func ticks(_ wait: ConnectionTimer.Wait, timer: inout ConnectionTimer, progress: Int = 7) -> Int? {
    (0...100).first { _ in timer.isOverdue(wait, progress: progress, limits: limits) }
  }

  @Test(
    "Each kind of wait has its own limit, counted from the first tick that sees it",
    arguments: [(.request, 4), (.restOfHead, 3), (.restOfBody, 2), (.peerClose, 1), (.handler, nil)]
      as [(ConnectionTimer.Wait, Int?)])
  func patience(wait: ConnectionTimer.Wait, expected: Int?) {
    var timer = ConnectionTimer()
    #expect(ticks(wait, timer: &timer) == expected)
  }

  @Test("Another kind of wait, or progress in the same one, restarts the count")
  func restart() {
    var timer = ConnectionTimer()
    var overdue: [ConnectionTimer.Wait] = []
    for progress in 0..<10 {
      for wait in [.request, .request, .request, .restOfHead, .restOfHead] as [ConnectionTimer.Wait]
      where timer.isOverdue(wait, progress: progress, limits: limits) {
        overdue.append(wait)
      }
    }
    for progress in 0..<10 where timer.isOverdue(.peerClose, progress: progress, limits: limits) {
      overdue.append(.peerClose)
    }
    #expect(overdue == [])
    let isOverdue = timer.isOverdue(.peerClose, progress: 9, limits: limits)
    #expect(isOverdue)
  }

  @Test("A tick is a quarter of the shortest timeout, and no timeout is rounded down")
  func ticks() {
    var configuration = Server.Configuration()
    configuration.headTimeout = .seconds(2)
    configuration.lingerTimeout = .milliseconds(1100)
    let tick = ConnectionTimer.Limits.tick(for: configuration)
    #expect(tick == .milliseconds(275))
    let limits = ConnectionTimer.Limits(configuration, tick: tick)
    #expect(limits == ConnectionTimer.Limits(request: 273, restOfHead: 8, restOfBody: 110, peerClose: 4))
  }
}

import MiniServer
import Testing

@Suite("How long a connection waits")
struct ConnectionTimerTests {
  private let limits = ConnectionTimer.Limits(request: 4, restOfHead: 3, restOfBody: 2, peerClose: 1)

  @Test(
    "Each wait has its own patience, counted from its start",
    arguments: [(.request, 4), (.restOfHead, 3), (.restOfBody, 2), (.peerClose, 1)]
      as [(ConnectionTimer.Wait, Int)])
  func patience(wait: ConnectionTimer.Wait, ticks: Int) {
    var timer = ConnectionTimer(now: 0)
    timer.start(wait, now: 100)
    #expect(!timer.isOverdue(now: 100 + ticks, limits: limits))
    #expect(timer.isOverdue(now: 100 + ticks + 1, limits: limits))
  }

  @Test("A handler may take as long as it likes")
  func handler() {
    var timer = ConnectionTimer(now: 0)
    timer.start(.handler, now: 0)
    #expect(!timer.isOverdue(now: 1_000_000, limits: limits))
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

package import Curriculum
internal import MiniServer

/// Sends several requests that take their time, and a ping after them: which of the answers comes first?
package struct OrderProbe: TrafficProbe {
  package struct Answer: Sendable {
    /// Nil when there was none.
    package let status: Int?
    package let elapsed: Duration
  }

  package struct Measurement: Sendable {
    package let target: String
    package let wait: Duration
    package let answers: [Answer]
    /// Nil when the ping was not answered before the probe's patience was at its end.
    package let pingElapsed: Duration?
    package let pingCameFirst: Bool
    /// CPU time that the loop's own thread used between the first request and the last answer.
    package let loopRunTime: Duration
    package let duration: Duration
  }

  private let target: String
  private let wait: Duration
  private let requests: Int

  package init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the order probe")
    target = try fields.text("get")
    wait = .milliseconds(try fields.integer("wait_ms", in: 50...2_000, default: 400))
    requests = try fields.integer("requests", in: 1...16, default: 3)
    try fields.end()
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let connections = try await bench.module.connect(count: requests + 1)
    defer { connections.forEach { $0.close() } }
    let runTime = try bench.recorder.loopRunTime()
    let began = ContinuousClock.now
    // All on one client loop, so the ping leaves after the requests.
    let pending = connections.dropLast().map { $0.start("GET", target, timeout: Bench.patience) }
    let ping = connections[requests].start("GET", "/ping", timeout: Bench.patience)
    let (pong, replies) = await collect(pending, ping)
    let ended = ContinuousClock.now
    return Measurement(
      target: target, wait: wait,
      answers: replies.map { Answer(status: $0?.status.code, elapsed: $0?.elapsed ?? ended - began) },
      pingElapsed: pong?.elapsed, pingCameFirst: Self.isFirst(pong, replies),
      loopRunTime: try bench.recorder.loopRunTime() - runTime, duration: ended - began)
  }

  private enum Event: Sendable {
    case pong(ClientReply?)
    case answer(ClientReply?)
    case lateForSure
  }

  /// Waits for every answer, or only until it is plain that the ping comes too late.
  private func collect(
    _ pending: [PendingReply], _ ping: PendingReply
  ) async -> (pong: ClientReply?, replies: [ClientReply?]) {
    await withTaskGroup(of: Event.self) { group in
      group.addTask { .pong(try? await ping.reply()) }
      for reply in pending { group.addTask { .answer(try? await reply.reply()) } }
      var pong: ClientReply?
      var replies: [ClientReply?] = []
      for await event in group {
        switch event {
        case .pong(let reply): pong = reply
        case .answer(let reply): replies.append(reply)
        case .lateForSure: if pong == nil { group.cancelAll() }
        }
        // Events of one moment may come in any order, so an answer is no proof before the ping had its turn.
        if replies.count == 1 && pong == nil {
          group.addTask {
            try? await Task.sleep(for: .milliseconds(20))
            return .lateForSure
          }
        }
      }
      return (pong, replies.filter { $0 != nil || !group.isCancelled })
    }
  }

  private static func isFirst(_ pong: ClientReply?, _ replies: [ClientReply?]) -> Bool {
    guard let pong else { return false }
    return replies.compactMap { $0?.completed }.allSatisfy { pong.completed < $0 }
  }
}

package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime

/// Sends several requests that take their time, and a ping after them: which of the answers comes first?
package struct OrderCheck: TrafficCheck {
  package struct TimedAnswer: Sendable {
    /// Nil when there was none.
    package let status: Int?
    package let elapsed: Duration

    package init(status: Int?, elapsed: Duration) {
      self.status = status
      self.elapsed = elapsed
    }
  }

  package struct Measurement: Sendable {
    package let target: String
    package let wait: Duration
    package let answers: [TimedAnswer]
    /// Of one more request, sent after the first answer, when it was answered long before its time; nil otherwise.
    package let repeatedElapsed: Duration?
    /// Of the ping that was sent right after the requests; nil when it was not answered before the end.
    package let pingElapsed: Duration?
    /// A ping was sent while the first of the others to be answered was surely being worked on, and answered before it.
    package let isOvertaken: Bool
    /// Of the loop's own thread, between the first request and the last answer.
    package let processorTime: ProcessorTime
    /// Of the process's other threads, in the same time.
    package let processorTimeOfOthers: Duration
    package let duration: Duration

    package init(
      target: String, wait: Duration, answers: [TimedAnswer], repeatedElapsed: Duration?, pingElapsed: Duration?,
      isOvertaken: Bool, processorTime: ProcessorTime, processorTimeOfOthers: Duration, duration: Duration
    ) {
      self.target = target
      self.wait = wait
      self.answers = answers
      self.repeatedElapsed = repeatedElapsed
      self.pingElapsed = pingElapsed
      self.isOvertaken = isOvertaken
      self.processorTime = processorTime
      self.processorTimeOfOthers = processorTimeOfOthers
      self.duration = duration
    }
  }

  /// Between two requests, so that those who share one wait are answered early.
  private static let stagger = Duration.milliseconds(20)
  /// An answer that was kept from an earlier request comes sooner.
  private static let repeatPatience = Duration.milliseconds(60)

  private let target: String
  private let wait: Duration
  let requests: Int

  package static let name = "order"
  package static let summary =
    "Sends several requests that take their time, and a ping after them: which response "
    + "comes first?"
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The slow route."),
    Parameter("wait_ms", "a whole number from 50 to 2000; 400 by default", "How long it takes, in milliseconds."),
    Parameter("requests", "a whole number from 1 to 16; 3 by default", "How many of them."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    target = try fields.text("get")
    wait = .milliseconds(try fields.integer("wait_ms", in: 50...2_000, default: 400))
    requests = try fields.integer("requests", in: 1...16, default: 3)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let connections = try await bench.module.connect(count: requests + 2)
    defer { connections.forEach { $0.close() } }
    let before = try bench.recorder.processorTimes()
    let began = ContinuousClock.now
    var pending: [PendingReply] = []
    for connection in connections.prefix(requests) {
      if !pending.isEmpty { try await Task.sleep(for: Self.stagger) }
      pending.append(connection.start("GET", target, timeout: bench.patience))
    }
    // All on one client loop, so the ping leaves after the requests.
    let ping = connections[requests].start("GET", "/ping", timeout: bench.patience)
    let (pong, replies, repeated) = await collect(pending, ping, connections[requests + 1], bench.recorder)
    let ended = ContinuousClock.now
    let after = try bench.recorder.processorTimes()
    return Measurement(
      target: target, wait: wait,
      answers: replies.map { TimedAnswer(status: $0?.status.code, elapsed: $0?.elapsed ?? ended - began) },
      // When this program itself stood still, its patience ends late, and the answer may have taken its time.
      repeatedElapsed: repeated.flatMap { $0.elapsed < wait * 0.75 ? $0.elapsed : nil }, pingElapsed: pong?.elapsed,
      isOvertaken: isOvertaken(replies, bench.recorder),
      processorTime: after.loop - before.loop, processorTimeOfOthers: after.others - before.others,
      duration: ended - began)
  }

  private enum Event: Sendable {
    case pong(ClientReply?)
    case answer(ClientReply?)
    /// Of one more request, nil when it takes its time.
    case repeated(ClientReply?)
    /// Some time after the first answer, when all that came before it has been recorded.
    case settled
  }

  /// Waits for every answer, or only until it is plain that no ping overtook the first.
  private func collect(
    _ pending: [PendingReply], _ ping: PendingReply, _ spare: ClientConnection, _ recorder: LoopRecorder
  ) async -> (pong: ClientReply?, replies: [ClientReply?], repeated: ClientReply?) {
    await withTaskGroup(of: Event.self) { group in
      group.addTask { .pong(try? await ping.reply()) }
      for reply in pending { group.addTask { .answer(try? await reply.reply()) } }
      var pong: ClientReply?
      var replies: [ClientReply?] = []
      var repeated: ClientReply?
      for await event in group {
        switch event {
        case .pong(let reply): pong = reply
        case .answer(let reply): replies.append(reply)
        case .repeated(let reply): repeated = reply
        case .settled: if !isOvertaken(replies, recorder) { group.cancelAll() }
        }
        if case .answer = event, replies.count == 1 {
          group.addTask {
            try? await Task.sleep(for: .milliseconds(20))
            return .settled
          }
          group.addTask { [target] in
            .repeated(try? await spare.send("GET", target, timeout: Self.repeatPatience))
          }
        }
      }
      return (pong, replies.filter { $0 != nil || !group.isCancelled }, repeated)
    }
  }

  /// Whoever waits `wait` before answering is at it for all of that time before the answer. The pings come one at a
  /// time, so that on a blocked loop the one that waits was sent when the block began, and none is sent later.
  private func isOvertaken(_ replies: [ClientReply?], _ recorder: LoopRecorder) -> Bool {
    guard let first = replies.compactMap({ $0?.completed }).min() else { return false }
    return recorder.beats.contains { $0.sent >= first - wait * 0.75 && $0.answered < first }
  }
}

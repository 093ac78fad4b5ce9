package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime

/// Sends several requests that take their time, and a ping after them: which response comes first?
package struct OrderCheck: TrafficCheck {
  package struct TimedAnswer: Sendable {
    /// Nil when there was no response.
    package let status: Int?
    package let elapsed: Duration
    /// When it was complete, since the first request was sent.
    package let completed: Duration

    package init(status: Int?, elapsed: Duration, completed: Duration) {
      self.status = status
      self.elapsed = elapsed
      self.completed = completed
    }
  }

  package struct Measurement: Sendable {
    package let target: String
    package let wait: Duration
    package let answers: [TimedAnswer]
    /// The time of one more request, sent after the first response and on its connection, when its response came long
    /// before its time; nil otherwise.
    package let repeatedElapsed: Duration?
    /// The time of the ping that was sent right after the requests; nil when it was not answered before the end.
    package let pingElapsed: Duration?
    /// True when a ping was sent while the first of the other requests to get its response was surely in progress, and
    /// was answered before it.
    package let isOvertaken: Bool
    /// The processor time of the whole process, between the first request and the last response.
    package let processorTime: ProcessorTime
    /// How much of that time any of its threads worked, or would have with a processor, and how much all of them slept.
    package let active: Duration
    package let idle: Duration
    package let duration: Duration

    package init(
      target: String, wait: Duration, answers: [TimedAnswer], repeatedElapsed: Duration?, pingElapsed: Duration?,
      isOvertaken: Bool, processorTime: ProcessorTime, active: Duration, idle: Duration, duration: Duration
    ) {
      self.target = target
      self.wait = wait
      self.answers = answers
      self.repeatedElapsed = repeatedElapsed
      self.pingElapsed = pingElapsed
      self.isOvertaken = isOvertaken
      self.processorTime = processorTime
      self.active = active
      self.idle = idle
      self.duration = duration
    }
  }

  /// The time between two requests, so that requests which share one wait are answered early.
  private static let stagger = Duration.milliseconds(20)
  /// A response that was kept from an earlier request comes sooner than this.
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
    let recorder = bench.recorder
    let before = (processor: try recorder.witness.processorTime(), active: recorder.active, idle: recorder.idle)
    let began = ContinuousClock.now
    var pending: [PendingReply] = []
    for connection in connections.prefix(requests) {
      if !pending.isEmpty { try await Task.sleep(for: Self.stagger) }
      pending.append(connection.start("GET", target, timeout: bench.patience))
    }
    // All connections share one client event loop, so the ping leaves after the requests.
    let ping = connections[requests].start("GET", "/ping", timeout: bench.patience)
    let (pong, replies, repeated) = await collect(
      Array(zip(pending, connections)), ping, connections[requests + 1], recorder)
    let ended = ContinuousClock.now
    let processor = try recorder.witness.processorTime() - before.processor
    return Measurement(
      target: target, wait: wait,
      answers: replies.map { reply in
        TimedAnswer(
          status: reply?.status.code, elapsed: reply?.elapsed ?? ended - began,
          completed: (reply?.completed ?? ended) - began)
      },
      // When pitfall itself stood still, its patience ends late, and the response may have taken its time.
      repeatedElapsed: repeated.flatMap { $0.elapsed < wait * 0.75 ? $0.elapsed : nil }, pingElapsed: pong?.elapsed,
      isOvertaken: isOvertaken(replies, recorder), processorTime: processor, active: recorder.active - before.active,
      idle: recorder.idle - before.idle, duration: ended - began)
  }

  private enum Event: Sendable {
    case pong(ClientReply?)
    case answer(ClientReply?, ClientConnection)
    /// The reply to one more request, nil when it takes its time.
    case repeated(ClientReply?)
    /// Some time after the first response, when everything that came before it has been recorded.
    case settled
  }

  /// Waits for every response, or only until it is plain that no ping overtook the first one.
  private func collect(
    _ pending: [(PendingReply, ClientConnection)], _ ping: PendingReply, _ spare: ClientConnection,
    _ recorder: LoopRecorder
  ) async -> (pong: ClientReply?, replies: [ClientReply?], repeated: ClientReply?) {
    await withTaskGroup(of: Event.self) { group in
      group.addTask { .pong(try? await ping.reply()) }
      for (reply, connection) in pending { group.addTask { .answer(try? await reply.reply(), connection) } }
      var pong: ClientReply?
      var replies: [ClientReply?] = []
      var repeated: ClientReply?
      for await event in group {
        switch event {
        case .pong(let reply): pong = reply
        case .answer(let reply, _): replies.append(reply)
        case .repeated(let reply): repeated = reply
        case .settled: if !isOvertaken(replies, recorder) { group.cancelAll() }
        }
        if case .answer(let reply, let connection) = event, replies.count == 1 {
          // A module may keep a report for one connection only.
          let isKept = reply?.keepsAlive == true && connection.isOpen
          let next = isKept ? connection : spare
          group.addTask {
            try? await Task.sleep(for: .milliseconds(20))
            return .settled
          }
          group.addTask { [target] in
            .repeated(try? await next.send("GET", target, timeout: Self.repeatPatience))
          }
        }
      }
      return (pong, replies.filter { $0 != nil || !group.isCancelled }, repeated)
    }
  }

  /// A correct handler is waiting during the whole `wait` before its response. The pings are sent one at a time, so on
  /// a blocked event loop the waiting ping was sent when the block began, and none is sent later.
  private func isOvertaken(_ replies: [ClientReply?], _ recorder: LoopRecorder) -> Bool {
    guard let first = replies.compactMap({ $0?.completed }).min() else { return false }
    return recorder.beats.contains { $0.sent >= first - wait * 0.75 && $0.answered < first }
  }
}

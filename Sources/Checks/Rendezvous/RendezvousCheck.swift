internal import Base
package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime

/// Sends several requests concurrently, while the upstream holds all its replies until as many calls are in flight.
///
/// A module that waits for one reply before it makes the next call never gets there, on a fast machine or a slow one.
package struct RendezvousCheck: TrafficCheck {
  /// When the number of calls has not changed for this long, no more will come.
  private static let standstill = Duration.milliseconds(1_500)

  /// The upstream replies no sooner than this after all calls have met: a module that responds without the reply has
  /// done so by then.
  private static let shortestHold = Duration.milliseconds(60)

  private static let settling = Duration.milliseconds(10)
  /// Longer than the upstream holds its replies, plus the time to collect them after that.
  private static let answerPatience = Duration.seconds(10)

  package enum Ending: Sendable, Equatable {
    /// All calls were in flight for a while, and a ping was answered in the meantime.
    case met
    case standstill
    /// The kernel shows that the event loop sleeps in a call which only the upstream's reply can end.
    case stuck(SystemCall)
    /// Every request got a response, though no reply was released.
    case allAnswered
    case patience
  }

  package struct Measurement: Sendable {
    package let target: PathTemplate
    package let wanted: Int
    package let ending: Ending
    package let mostInFlight: Int
    package let pingAnswered: Bool
    /// The number of responses that came while the upstream still held its replies.
    package let answeredEarly: Int
    /// The number of responses that carry what the upstream replied for that very request, each value counted once.
    package let rightAnswers: Int
    /// The statuses of the responses that were not a 200.
    package let refusals: [Int]
    package let upstreamCalls: Int
    package let held: Duration

    package init(
      target: PathTemplate, wanted: Int, ending: Ending, mostInFlight: Int, pingAnswered: Bool, answeredEarly: Int,
      rightAnswers: Int, refusals: [Int], upstreamCalls: Int, held: Duration
    ) {
      self.target = target
      self.wanted = wanted
      self.ending = ending
      self.mostInFlight = mostInFlight
      self.pingAnswered = pingAnswered
      self.answeredEarly = answeredEarly
      self.rightAnswers = rightAnswers
      self.refusals = refusals
      self.upstreamCalls = upstreamCalls
      self.held = held
    }
  }

  private let path: PathTemplate
  private let calls: String
  private let inFlight: Int
  private let body: ExpectedBody

  package static let name = "rendezvous"
  package static let summary =
    "Sends several requests while the upstream holds its replies until as many calls are in "
    + "flight."
  package static let parameters: [Parameter] = [
    .get, .calls,
    Parameter(
      "in_flight", "a whole number from 2 to 32; 4 by default", "How many must wait for the upstream together."),
    .body,
  ]

  package init(_ fields: inout ManifestFields) throws {
    path = PathTemplate(try fields.text("get"))
    calls = try fields.text("calls")
    inFlight = try fields.integer("in_flight", in: 2...32, default: 4)
    body = try ExpectedBody(fields.required("body"))
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let requests = self.requests(bench.values)
    // Request one of them once before, so that a cache would have it.
    _ = try await bench.ask(ProbeRequest("GET", path.filled(with: requests[0])))
    try Task.checkCancellation()
    let connections = try await bench.module.connect(count: requests.count)
    let mark = bench.upstream.count
    let early = Locked(0)
    bench.upstream.hold()
    defer { bench.upstream.release() }
    let began = ContinuousClock.now
    let pending = zip(connections, requests).map {
      $0.start("GET", path.filled(with: $1), timeout: bench.paced(Self.answerPatience))
    }
    let replies = Task {
      await withTaskGroup(of: (Int, ClientReply?).self) { group in
        for (index, reply) in pending.enumerated() {
          group.addTask {
            let reply = try? await reply.reply()
            early.withLock { $0 += 1 }
            return (index, reply)
          }
        }
        return await group.reduce(into: [Int: ClientReply]()) { $0[$1.0] = $1.1 }
      }
    }
    let hold = try await watch(bench, since: mark, began, answered: { early.withLock { $0 } })
    let answeredEarly = early.withLock { $0 }
    bench.upstream.release()
    let answers = await withDeadline(bench.patience, replies) { connections.forEach { $0.close() } }
    connections.forEach { $0.close() }
    // A call that a request makes after its response is one too many as well.
    try await Task.sleep(for: bench.paced(Self.settling))
    let all = bench.upstream.calls(since: mark, to: calls)
    return Measurement(
      target: path, wanted: inFlight, ending: hold.ending, mostInFlight: hold.mostInFlight,
      pingAnswered: hold.pingAnswered, answeredEarly: answeredEarly,
      rightAnswers: rightAnswers(answers, requests, all),
      refusals: answers.values.map(\.status.code).filter { $0 != 200 }, upstreamCalls: all.count, held: hold.duration)
  }

  /// As many requests as are to be in flight; the last two are the same, so that a shared call is one too few.
  private func requests(_ values: FreshValues) -> [[String: String]] {
    var requests = (1..<inFlight).map { _ in
      Dictionary(uniqueKeysWithValues: path.placeholders.map { ($0, values.word()) })
    }
    requests.append(requests[inFlight - 2])
    return requests
  }

  private struct Hold {
    var ending = Ending.patience
    var mostInFlight = 0
    var pingAnswered = false
    var duration = Duration.zero
    /// When all calls were in flight and a ping had been answered.
    var met: ContinuousClock.Instant?
  }

  private func watch(
    _ bench: Bench, since mark: Int, _ began: ContinuousClock.Instant, answered: () -> Int
  ) async throws -> Hold {
    var hold = Hold()
    var change = began
    _ = try await bench.watch(atMost: Bench.patience) { _ in
      let calls = bench.upstream.calls(since: mark, to: self.calls)
      let now = ContinuousClock.now
      hold.duration = now - began
      let inFlight = calls.count { $0.isInFlight }
      hold.mostInFlight = max(hold.mostInFlight, inFlight)
      change = calls.last.map { max(change, $0.arrived) } ?? change
      if let first = calls.first { hold.pingAnswered = bench.recorder.pingAnswered(after: first.arrived) }
      if inFlight >= self.inFlight && hold.pingAnswered { hold.met = hold.met ?? now }
      let ending = ending(hold, now, idle: now - change, answered(), bench)
      hold.ending = ending ?? .patience
      return ending
    }
    return hold
  }

  private func ending(
    _ hold: Hold, _ now: ContinuousClock.Instant, idle: Duration, _ answered: Int, _ bench: Bench
  ) -> Ending? {
    if answered >= self.inFlight { return .allAnswered }
    if let met = hold.met { return now - met >= bench.paced(Self.shortestHold) ? .met : nil }
    if idle >= bench.paced(Self.standstill) { return .standstill }
    if let stall = bench.recorder.currentStall, let call = stall.call,
      let patience = Self.proofOfBeingStuck(call).map(bench.paced), stall.duration >= patience, idle >= patience
    {
      return .stuck(call)
    }
    return nil
  }

  /// How long the event loop must sleep in `call` before it is plain that it waits for the upstream's reply; nil for a
  /// timed sleep, which ends by itself. Calls that may carry a time limit get longer.
  private static func proofOfBeingStuck(_ call: SystemCall) -> Duration? {
    if call.isTimedSleep { return nil }
    return call.isDataWait ? .milliseconds(100) : .milliseconds(200)
  }

  /// Each of the upstream's values counts for one response, and only for a request with the same parameters.
  private func rightAnswers(
    _ answers: [Int: ClientReply], _ requests: [[String: String]], _ calls: [UpstreamCall]
  ) -> Int {
    var unused = calls
    return answers.count { index, reply in
      guard reply.status.code == 200, let body = JSONValue(bytes: reply.body) else { return false }
      let match = unused.firstIndex { call in
        let known = requests[index].mapValues { JSONValue.text($0) }.merging(call.reply) { own, _ in own }
        return call.parameters == requests[index] && self.body.difference(body, known) == nil
      }
      guard let match else { return false }
      unused.remove(at: match)
      return true
    }
  }
}

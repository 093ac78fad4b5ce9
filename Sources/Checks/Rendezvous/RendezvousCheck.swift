internal import Base
package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime

/// Sends several requests concurrently, while the upstream holds all its replies until as many calls are in flight.
///
/// A module that waits for one reply before it makes the next call never gets there, on a fast machine or a slow one.
package struct RendezvousCheck: TrafficCheck {
  /// When the number of calls has not changed for this long, while every thread of the module slept, no more will come.
  private static let standstill = Duration.milliseconds(1_500)

  /// The upstream replies no sooner than this after all calls have met: a module that responds without the reply has
  /// done so by then.
  private static let shortestHold = Duration.milliseconds(60)
  /// In the rounds after the first, which only ask for values of other shapes.
  private static let laterHold = Duration.milliseconds(20)

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
    /// The module never stood still, and the upstream must not hold its replies for longer.
    case patience
  }

  /// A response that came while the upstream still held its replies.
  package struct EarlyAnswer: Sendable, Equatable {
    package let target: String
    package let elapsed: Duration

    package init(target: String, elapsed: Duration) {
      self.target = target
      self.elapsed = elapsed
    }
  }

  package struct Measurement: Sendable {
    package let target: PathTemplate
    package let wanted: Int
    package let ending: Ending
    package let mostInFlight: Int
    package let pingAnswered: Bool
    /// Whether the event loop waited for events, and for nothing else, at the end.
    package let isLoopFree: Bool
    package let early: [EarlyAnswer]
    /// The number of responses that carry what the upstream replied for that very request, each value counted once.
    package let rightAnswers: Int
    /// What is wrong with the first of the other 200s.
    package let wrongAnswer: WrongAnswer?
    /// The statuses of the responses that were not a 200.
    package let refusals: [Int]
    package let upstreamCalls: Int
    package let held: Duration
    /// The module's processor time while the upstream held its replies.
    package let processorTime: ProcessorTime

    package init(
      target: PathTemplate, wanted: Int, ending: Ending, mostInFlight: Int, pingAnswered: Bool, isLoopFree: Bool,
      early: [EarlyAnswer], rightAnswers: Int, wrongAnswer: WrongAnswer?, refusals: [Int], upstreamCalls: Int,
      held: Duration, processorTime: ProcessorTime
    ) {
      self.target = target
      self.wanted = wanted
      self.ending = ending
      self.mostInFlight = mostInFlight
      self.pingAnswered = pingAnswered
      self.isLoopFree = isLoopFree
      self.early = early
      self.rightAnswers = rightAnswers
      self.wrongAnswer = wrongAnswer
      self.refusals = refusals
      self.upstreamCalls = upstreamCalls
      self.held = held
      self.processorTime = processorTime
    }
  }

  private let path: PathTemplate
  private let calls: String
  private let inFlight: Int
  let body: ExpectedBody

  package static let name = "rendezvous"
  package static let upstreamByHand = UpstreamManner.slow
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
    var connections = (0..<inFlight).map { _ in KeptConnection(bench) }
    defer { connections.indices.forEach { connections[$0].close() } }
    let began = bench.upstream.count
    let rounds = rounds(bench.values)
    var measurement = try await measure(rounds[0], bench, on: &connections, since: began, atLeast: Self.shortestHold)
    for round in rounds.dropFirst() {
      guard judge(measurement).verdict == .pass else { break }
      measurement = try await measure(round, bench, on: &connections, since: began, atLeast: Self.laterHold)
    }
    return measurement
  }

  /// Sends all requests of a round at once. Just before, each of its values is asked for on the same connection, so
  /// that a cache of either would have it.
  private func measure(
    _ round: [[String: String]], _ bench: Bench, on connections: inout [KeptConnection], since began: Int,
    atLeast shortest: Duration
  ) async throws -> Measurement {
    let targets = round.map { path.filled(with: $0) }
    // The last request asks for the same as the one before it.
    _ = try await connections[round.count - 1].open()
    let before = bench.upstream.count
    var earlier: [Answered] = []
    for index in round.indices.dropLast().reversed() {
      let exchange = try await connections[index].ask(ProbeRequest("GET", targets[index]))
      earlier.append(Answered(values: round[index], exchange: exchange))
      guard exchange.answer != nil else { break }
    }
    try Task.checkCancellation()
    var opened: [ClientConnection] = []
    for index in round.indices { opened.append(try await connections[index].open()) }
    let mark = bench.upstream.count
    let processorTime = try bench.recorder.witness.processorTime()
    let answered = Locked<[EarlyAnswer]>([])
    bench.upstream.hold()
    defer { bench.upstream.release() }
    let start = ContinuousClock.now
    let pending = zip(opened, targets).map {
      $0.start("GET", $1, timeout: bench.patience(atLeast: Self.answerPatience))
    }
    let replies = Task {
      await withTaskGroup(of: (Int, Exchange).self) { group in
        for (index, reply) in pending.enumerated() {
          group.addTask {
            let exchange = await Exchange(ProbeRequest("GET", targets[index]), of: reply)
            answered.withLock { $0.append(EarlyAnswer(target: targets[index], elapsed: .now - start)) }
            return (index, exchange)
          }
        }
        return await group.reduce(into: [(Int, Exchange)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }
      }
    }
    let hold = try await watch(bench, since: mark, start, Hold(shortest: bench.paced(shortest))) {
      answered.withLock { $0.count }
    }
    let early = answered.withLock { $0 }
    let used = try bench.recorder.witness.processorTime() - processorTime
    bench.upstream.release()
    try await bench.wait(atMost: Bench.patience) { answered.withLock { $0.count } >= round.count }
    if answered.withLock({ $0.count }) < round.count { opened.forEach { $0.close() } }
    let answers = await replies.value.map { Answered(values: round[$0], exchange: $1) }
    // A call that a request makes after its response is one too many as well.
    try await Task.sleep(for: bench.paced(Self.settling))
    let made = bench.upstream.calls(since: mark, to: calls)
    let known = bench.upstream.calls(since: began).prefix(mark - began)
    let judged = judge(answers, made, earlier: Array(known))
    let wrongBefore = judge(
      earlier, Array(known.dropFirst(before - began)), earlier: Array(known.prefix(before - began))
    ).wrong
    return Measurement(
      target: path, wanted: inFlight, ending: hold.ending, mostInFlight: hold.mostInFlight,
      pingAnswered: hold.pingAnswered, isLoopFree: hold.isLoopFree, early: early, rightAnswers: judged.right,
      wrongAnswer: wrongBefore ?? judged.wrong,
      refusals: answers.compactMap(\.exchange.status).filter { $0 != 200 }, upstreamCalls: made.count,
      held: hold.duration, processorTime: used)
  }

  /// As many requests for each round as are to be in flight; the last two are the same, so that a shared call is one
  /// too few. All rounds together ask for a value of every shape.
  private func rounds(_ values: FreshValues) -> [[[String: String]]] {
    let shapes = path.placeholders.map { ($0, values.pathSegments()) }
    let distinct = inFlight - 1
    let count = max(1, ((shapes.first?.1.count ?? 0) + distinct - 1) / distinct)
    return (0..<count).map { round in
      let requests = (round * distinct..<(round + 1) * distinct).map { index in
        Dictionary(
          uniqueKeysWithValues: shapes.map { name, shapes in
            (name, index < shapes.count ? shapes[index] : values.word())
          })
      }
      return requests + requests.suffix(1)
    }
  }

  private struct Hold {
    let shortest: Duration
    var ending = Ending.patience
    var inFlight = 0
    var mostInFlight = 0
    var pingAnswered = false
    var isLoopFree = true
    var duration = Duration.zero
    /// When all calls were in flight and a ping had been answered.
    var met: ContinuousClock.Instant?
  }

  /// Watches the calls until it is plain that all of them meet, or that they never will.
  private func watch(
    _ bench: Bench, since mark: Int, _ began: ContinuousClock.Instant, _ hold: Hold, answered: () -> Int
  ) async throws -> Hold {
    var hold = hold
    var callsSeen = 0
    var change = (at: began, idle: bench.recorder.idle)
    _ = try await bench.watch(atMost: Bench.patience) { _ -> Ending? in
      let calls = bench.upstream.calls(since: mark, to: self.calls)
      let now = ContinuousClock.now
      hold.duration = now - began
      hold.inFlight = calls.count { $0.isInFlight }
      hold.mostInFlight = max(hold.mostInFlight, hold.inFlight)
      hold.isLoopFree = bench.recorder.currentStall == nil
      if calls.count > callsSeen {
        callsSeen = calls.count
        change = (now, bench.recorder.idle)
      }
      if let first = calls.first { hold.pingAnswered = bench.recorder.pingAnswered(after: first.arrived) }
      if hold.inFlight >= inFlight && hold.pingAnswered { hold.met = hold.met ?? now }
      let since = (change: now - change.at, idle: bench.recorder.idle - change.idle)
      let ending = ending(hold, now, since, answered(), bench)
      hold.ending = ending ?? .patience
      if ending == nil, let first = calls.first, now - first.arrived >= bench.patience { return .patience }
      return ending
    }
    return hold
  }

  /// `since` is the time since the newest call came, and how long the module was idle in it.
  private func ending(
    _ hold: Hold, _ now: ContinuousClock.Instant, _ since: (change: Duration, idle: Duration), _ answered: Int,
    _ bench: Bench
  ) -> Ending? {
    if answered >= self.inFlight { return .allAnswered }
    if let met = hold.met { return now - met >= hold.shortest ? .met : nil }
    if since.idle >= bench.paced(Self.standstill) { return .standstill }
    // Without a call in flight, the event loop waits for something else.
    if hold.inFlight > 0, let stall = bench.recorder.currentStall, let call = stall.call,
      let patience = Self.proofOfBeingStuck(call).map(bench.paced), stall.duration >= patience,
      since.change >= patience
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
}

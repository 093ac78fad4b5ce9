internal import Base
internal import Bench
internal import Lessons
internal import MiniServer
internal import Report

/// Requests that begin at set times, and a ping every few milliseconds that another client sends meanwhile.
struct TimelineRace: Race {
  static let kind = "timeline"

  private struct Entry: Sendable {
    let at: Duration
    let request: RequestTemplate
    let times: Int
  }

  private static let pause = Duration.milliseconds(40)
  private static let patience = Duration.seconds(6)
  /// A ping that waits for so long is what the race is there to show; a good server answers within a few milliseconds.
  private static let slow = 150.0
  /// Pings go on for so long after the last response.
  private static let afterwards = Duration.milliseconds(200)

  /// Half of what makes a ping slow.
  let tolerance = Duration.milliseconds(75)
  private let entries: [Entry]
  private let upstream: Duration

  init(_ fields: inout ManifestFields, for lesson: Lesson) throws {
    upstream = .milliseconds(try fields.integer("upstream_ms", in: 0...2_000, default: 0))
    let nodes = try fields.required("requests")
    entries = try nodes.list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let entry = Entry(
        at: .milliseconds(try fields.integer("at_ms", in: 0...10_000, default: 0)),
        request: try RequestTemplate(&fields), times: try fields.integer("times", in: 1...8, default: 1))
      try fields.end()
      return entry
    }
    guard !entries.isEmpty else { throw ManifestError("'requests' must have at least one entry", at: nodes.place) }
  }

  func run(
    on bench: Bench, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void
  ) async throws -> RacePicture {
    let requests = entries.flatMap { entry in
      (0..<entry.times).map { _ in (at: entry.at, request: entry.request.fresh(bench.values)) }
    }
    let record = Locked(TimelineRecord(labels: requests.map(\.request.words)))
    func told() { tell(record.withLock { $0.picture(at: ContinuousClock.now - start, slow: Self.slow) }) }
    bench.upstream.delay(Lateness(upstream))
    defer { bench.upstream.delay(nil) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        while !Task.isCancelled {
          let sent = ContinuousClock.now - start
          record.withLock { $0.pings.append(.init(from: sent.milliseconds, .waiting)) }
          let exchange = try await bench.ask(.ping, timeout: Self.patience)
          let answered = ContinuousClock.now - start
          record.withLock { $0.ping(answered: answered.milliseconds, isGood: exchange.status == 200, slow: Self.slow) }
          try await Task.sleep(for: Self.pause)
        }
        return false
      }
      group.addTask {
        while !Task.isCancelled {
          told()
          try await Task.sleep(for: .milliseconds(60))
        }
        return false
      }
      group.addTask {
        try await withThrowingTaskGroup { requestGroup in
          for (index, one) in requests.enumerated() {
            requestGroup.addTask {
              try await Task.sleep(until: start + one.at)
              record.withLock { $0.begin(index, at: (ContinuousClock.now - start).milliseconds) }
              let exchange = try await bench.ask(one.request, timeout: Self.patience)
              record.withLock { $0.end(index, at: (ContinuousClock.now - start).milliseconds, exchange.statusText) }
            }
          }
          try await requestGroup.waitForAll()
        }
        try await Task.sleep(for: Self.afterwards)
        return true
      }
      // The pings end with the last request.
      while let isOver = try await group.next(), !isOver {}
      group.cancelAll()
    }
    let end = ContinuousClock.now - start
    return record.withLock { $0.picture(at: end, slow: Self.slow, isOver: true) }
  }
}

/// What happened so far, in milliseconds since the race began.
struct TimelineRecord: Sendable {
  private var lanes: [RaceLane]
  var pings: [RaceLane.Span] = []

  init(labels: [String]) {
    lanes = labels.map { RaceLane($0) }
  }

  mutating func begin(_ index: Int, at time: Double) {
    lanes[index].spans = [.init(from: time, .waiting)]
  }

  mutating func end(_ index: Int, at time: Double, _ status: String) {
    guard let from = lanes[index].spans.first?.from else { return }
    let isGood = status == "200" || status == "201"
    lanes[index].spans = [.init(from: from, to: time, isGood ? .good : .bad)]
    lanes[index].note = (isGood ? "" : "\(status) ") + "after \(Int(time - from)) ms"
  }

  mutating func ping(answered time: Double, isGood: Bool, slow: Double) {
    guard let last = pings.indices.last else { return }
    pings[last].to = time
    pings[last].state = isGood && time - pings[last].from < slow ? .good : .bad
  }

  /// A ping that waits is as bad as its wait so far.
  func picture(at now: Duration, slow: Double, isOver: Bool = false) -> RacePicture {
    let now = now.milliseconds
    // The ping that was in progress when the race ended says nothing.
    var pings = isOver ? pings.filter { $0.to != nil } : pings
    if let last = pings.last, last.to == nil, now - last.from >= slow { pings[pings.count - 1].state = .bad }
    let waits = pings.map { ($0.to ?? now) - $0.from }
    let slowest = waits.max() ?? 0
    let lane = RaceLane("GET /ping", pings, note: "slowest \(Int(slowest)) ms")
    return RacePicture(
      .timeline([lane] + lanes), elapsed: now,
      figures: [
        RaceFigure("slowest ping", slowest.rounded(), unit: "ms", isBad: slowest >= slow),
        RaceFigure("pings answered", Double(pings.count { $0.to != nil })),
      ])
  }
}

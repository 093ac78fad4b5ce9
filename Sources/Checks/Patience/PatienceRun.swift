internal import Base
internal import Bench

/// Sends the requests of a plan, stage by stage.
struct PatienceRun: Sendable {
  private let bench: Bench
  private let plan: PatiencePlan
  private let waits: PatienceWaits
  private let slow: [PatienceCallKey]
  /// Once the slow requests have waited for so long, the ones beside them follow.
  private static let besideAfter = Duration.milliseconds(600)
  /// Not a wait that the check imposes: a module that serves one request after another, or has a fifth of a processor,
  /// needs it.
  private static let answerPatience = Duration.seconds(10)
  /// By then the upstream calls of slow requests have arrived, unless the module serves one request after another.
  private static let arrival = Duration.milliseconds(300)
  /// Calls that arrive later than this are not delayed any more, so that no request waits for more than 3 s in all.
  private static let slowness = Duration.seconds(2)
  /// A module may read the database for as long as its slow requests wait, and then this long.
  private static let lockPatience = Duration.seconds(2)
  private static let leastLateness = Duration.milliseconds(100)
  private static let interval = Duration.milliseconds(5)

  /// `slow` tells the upstream calls that are delayed.
  init(_ bench: Bench, _ plan: PatiencePlan, _ waits: PatienceWaits, slow: [PatienceCallKey]) {
    self.bench = bench
    self.plan = plan
    self.waits = waits
    self.slow = slow
  }

  /// Sends requests concurrently that nothing delays.
  func quickly(_ requests: [PatienceRequest]) async throws -> PatienceStage {
    let mark = bench.upstream.count
    let pending = try await send(requests)
    defer { pending.close() }
    return PatienceStage(exchanges: await pending.exchanges(), calls: bench.upstream.calls(since: mark))
  }

  /// Changes the rows, sends the slow requests, and the others while those wait; the database is locked when `isLocking`
  /// and the plan has requests for that.
  func slowly(isLocking: Bool) async throws -> PatienceStage {
    for change in plan.changes { try await bench.database().execute(change.statement, change.arguments) }
    let mark = bench.upstream.count
    bench.upstream.delay(
      Lateness(waits.delay, lateParts: plan.lateParts, deadline: .now + bench.paced(Self.slowness)) { [slow] call in
        slow.contains { $0.matches(call) }
      })
    let slow = try await send(plan.slow)
    var pending = slow
    defer { pending.close() }
    if !plan.beside.isEmpty {
      try await sleep(bench.paced(Self.besideAfter), unless: slow)
      pending += try await send(plan.beside)
    }
    var unlocked: ContinuousClock.Instant?
    if isLocking && !plan.locked.isEmpty {
      try await bench.wait(atMost: Self.arrival) {
        slow.areAnswered || bench.upstream.calls(since: mark).count >= slow.count
      }
      let (locked, end) = try await lock(beside: slow)
      pending += locked
      unlocked = end
    }
    let exchanges = await pending.exchanges()
    bench.upstream.delay(Lateness.none)
    return PatienceStage(exchanges: exchanges, calls: bench.upstream.calls(since: mark), unlocked: unlocked)
  }

  /// Locks the database, and sends requests that need it; returns them with the end of the lock.
  private func lock(beside slow: [PatiencePending]) async throws -> ([PatiencePending], ContinuousClock.Instant) {
    let database = try bench.database()
    var idleSince: ContinuousClock.Instant?
    while true {
      let held = try await database.lockedIfPossible(within: .zero) {
        let pending = try await send(plan.locked)
        do {
          let before = bench.shortage
          try await sleep(waits.lock, unless: pending)
          // A module that had no processor may have come to the locked file this much later.
          let late = bench.shortage - before
          if late >= bench.paced(Self.leastLateness) { try await sleep(min(late, waits.lock), unless: pending) }
        } catch {
          pending.close()
          throw error
        }
        return (pending, ContinuousClock.now)
      }
      if let held { return held }
      // A module may have a transaction open while it waits for the upstream.
      if slow.areAnswered { idleSince = idleSince ?? .now }
      if let idleSince, .now - idleSince > Self.lockPatience { throw DatabaseFileError.busy }
      try await Task.sleep(for: Self.interval)
    }
  }

  private func send(_ requests: [PatienceRequest]) async throws -> [PatiencePending] {
    let connections = try await bench.module.connect(count: requests.count)
    return zip(requests, connections).map {
      PatiencePending($0, on: $1, timeout: bench.patience(atLeast: Self.answerPatience))
    }
  }

  /// Ends early when all of these are answered. It does not use `bench.watch`: no module, however slow, may be made to
  /// wait for longer than the duration.
  private func sleep(_ duration: Duration, unless pending: [PatiencePending]) async throws {
    let end = ContinuousClock.now + duration
    while .now < end, !pending.areAnswered { try await Task.sleep(for: min(Self.interval, end - .now)) }
  }
}

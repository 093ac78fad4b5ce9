internal import ModuleRuntime

extension Bench {
  /// A lesson's modules must wait for a lock of 1.5 s; this one ends as soon as it has done its work.
  private static let longestLock = Duration.seconds(1)
  /// A module may read for as long as it waits for its upstream.
  private static let longestWaitToLock = Duration.milliseconds(200)
  /// A module that serves pings and does not wait for the database by now does not come to it.
  private static let longestWay = Duration.milliseconds(100)

  /// What became of a request, and what the same connection served before it.
  package typealias Turn = (exchange: Exchange, before: ProbeRequest?)

  /// Sends the requests of each list in turn, all on one connection or each on its own, and works off all lists
  /// concurrently.
  ///
  /// The database is locked until the first requests have reached it: so they are in the module together, however fast
  /// or slow this machine is. A list ends with a request that gets no response.
  package func askInTurns(
    _ lists: [[ProbeRequest]], locking database: DatabaseFile, keepingConnections: Bool, timeout: Duration? = nil
  ) async throws -> [[Turn]] {
    try await withThrowingTaskGroup(of: (Int, [Turn]).self) { group in
      func start() {
        for (index, list) in lists.enumerated() {
          group.addTask { (index, try await workOff(list, keepingConnections, timeout ?? patience)) }
        }
      }
      if try await whileLocked(database, { _ in start() }) == nil { start() }
      var turns = lists.map { _ in [Turn]() }
      for try await (index, taken) in group { turns[index] = taken }
      return turns
    }
  }

  private func workOff(
    _ requests: [ProbeRequest], _ keepsConnection: Bool, _ timeout: Duration
  ) async throws -> [Turn] {
    var connection = KeptConnection(self)
    defer { connection.close() }
    var turns: [Turn] = []
    for request in requests {
      turns.append((try await connection.ask(request, timeout: timeout), connection.before))
      if turns.last?.exchange.answer == nil { break }
      if !keepsConnection { connection.close() }
    }
    return turns
  }

  /// Locks the database, runs `work`, and unlocks it once the module has reached the lock with what `work` sent; nil
  /// when the module does not stop reading.
  ///
  /// `work` can call `reachLock` to wait for that earlier.
  package func whileLocked<Value>(
    _ database: DatabaseFile, _ work: (_ reachLock: () async throws -> Void) async throws -> Value
  ) async throws -> Value? {
    let idle = recorder.witness.threadsInTimedSleep()
    return try await database.lockedIfPossible(within: paced(Self.longestWaitToLock)) {
      let value = try await work { try await waitForTheLock(idle) }
      try await waitForTheLock(idle)
      return value
    }
  }

  /// Returns when two pings sent from now on were answered and a thread polls for the lock, or when the event loop
  /// itself does. `idle` are the threads that sleep now and then whatever the database does.
  private func waitForTheLock(_ idle: Set<Int32>) async throws {
    let began = ContinuousClock.now
    var servesSince: ContinuousClock.Instant?
    try await wait(atMost: Self.longestLock) {
      if let stall = recorder.currentStall, stall.duration >= .milliseconds(20) { return true }
      guard recorder.beats.count(where: { $0.sent >= began }) >= 2 else { return false }
      let since = servesSince ?? .now
      servesSince = since
      return !recorder.witness.threadsInTimedSleep().isSubset(of: idle) || .now - since >= paced(Self.longestWay)
    }
  }
}

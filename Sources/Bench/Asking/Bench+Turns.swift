internal import Base
internal import ModuleRuntime

extension Bench {
  /// A lesson's modules must wait for a lock of 1.5 s; this one ends as soon as it has done its work.
  private static let longestLock = Duration.seconds(1)
  /// A module may read for as long as it waits for its upstream.
  private static let longestWaitToLock = Duration.milliseconds(200)
  /// The samples that show it are 3 ms apart.
  private static let longEnoughIdle = Duration.milliseconds(6)
  /// A right module's event loop waits 5 ms at a time for Python's global lock.
  private static let longEnoughAsleep = Duration.milliseconds(20)

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
    let begun = Locked(0)
    return try await withThrowingTaskGroup(of: (Int, [Turn]).self) { group in
      func start() {
        for (index, list) in lists.enumerated() {
          group.addTask {
            (index, try await workOff(list, keepingConnections, timeout ?? patience) { begun.withLock { $0 += 1 } })
          }
        }
      }
      let wasLocked: Void? = try await whileLocked(database) { _ in
        start()
        try await wait(atMost: Self.longestLock) { begun.withLock { $0 == lists.count } }
      }
      if wasLocked == nil { start() }
      var turns = lists.map { _ in [Turn]() }
      for try await (index, taken) in group { turns[index] = taken }
      return turns
    }
  }

  /// Calls `begin` when its first request is about to be sent.
  private func workOff(
    _ requests: [ProbeRequest], _ keepsConnection: Bool, _ timeout: Duration, begin: @Sendable () -> Void
  ) async throws -> [Turn] {
    var connection = KeptConnection(self)
    defer { connection.close() }
    _ = try await connection.open()
    begin()
    var turns: [Turn] = []
    for request in requests {
      turns.append((try await connection.ask(request, timeout: timeout), connection.before))
      if turns.last?.exchange.answer == nil { break }
      if !keepsConnection { connection.close() }
    }
    return turns
  }

  /// Locks the database, runs `work`, and unlocks it once everything that `work` sent waits in the module; nil when the
  /// module does not stop reading.
  ///
  /// `work` can call `reachLock` to wait for that earlier.
  package func whileLocked<Value>(
    _ database: DatabaseFile, _ work: (_ reachLock: () async throws -> Void) async throws -> Value
  ) async throws -> Value? {
    try await database.lockedIfPossible(within: paced(Self.longestWaitToLock)) {
      let value = try await work(waitUntilAllWait)
      try await waitUntilAllWait()
      return value
    }
  }

  /// Returns when the module has answered two pings sent from now on and then slept with all its threads, so that
  /// nothing is on its way any more; or when its event loop does not come to answer a ping.
  package func waitUntilAllWait() async throws {
    let began = ContinuousClock.now
    var idleBefore: Duration?
    try await wait(atMost: Self.longestLock) {
      if let stall = recorder.currentStall, stall.duration >= Self.longEnoughAsleep { return true }
      guard recorder.beats.count(where: { $0.sent >= began }) >= 2 else { return false }
      let idle = recorder.idle
      guard let before = idleBefore else {
        idleBefore = idle
        return false
      }
      return idle - before >= Self.longEnoughIdle
    }
  }
}

internal import Base
internal import Bench
internal import MiniServer
internal import ModuleRuntime

/// Requests pages before the database is locked, and the same ones and another while it is.
struct ResponsiveSession {
  /// A lock, with the time it takes to remove it, must not last longer than the 1.5 s that a module must be able to wait.
  private static let hold = Duration.milliseconds(1_480)
  private static let interval = Duration.milliseconds(2)

  private struct Visit {
    let query: PageQuery
    /// Nil when it was not requested before.
    let before: Page?
    /// Whether the module serves such pages as it must.
    let isRight: Bool
    var connection: KeptConnection
  }

  private struct Reply: Sendable {
    let exchange: Exchange
    let answered: ContinuousClock.Instant
  }

  private let route: PagedRoute
  private let usual: Int
  private let database: DatabaseFile
  private let bench: Bench
  private var visits: [Visit] = []

  /// `usual` is the number of rows of a page without a limit.
  init(_ route: PagedRoute, usual: Int, _ database: DatabaseFile, _ bench: Bench) {
    self.route = route
    self.usual = usual
    self.database = database
    self.bench = bench
  }

  mutating func close() {
    for index in visits.indices { visits[index].connection.close() }
  }

  /// Requests the pages, each on a connection of its own, and leaves out those that the module does not serve.
  mutating func visit(_ queries: [PageQuery], _ table: PagedTable) async throws {
    for query in queries {
      var connection = KeptConnection(bench)
      let page = route.page(try await connection.ask(route.request(query)))
      guard let rows = page.rows else {
        connection.close()
        continue
      }
      let isRight = rows == query.rows(of: table.rows, usual: usual)
      visits.append(Visit(query: query, before: page, isRight: isRight, connection: connection))
    }
  }

  /// Adds a page that is not requested before; a module that serves another page by `skip` and `limit` serves it too.
  mutating func add(_ query: PageQuery) {
    guard let like = visits.first(where: { $0.query.skip != nil }) else { return }
    visits.append(Visit(query: query, before: nil, isRight: like.isRight, connection: KeptConnection(bench)))
  }

  /// Changes a row of each page, and returns the changes in the order of the pages.
  func change(_ column: String, _ table: inout PagedTable) async throws -> [ResponsiveCheck.Change?] {
    var changes: [Int: ResponsiveCheck.Change] = [:]
    var changed: [ResponsiveCheck.Change?] = []
    for visit in visits {
      let rows = visit.before?.rows ?? visit.query.rows(of: table.rows, usual: usual)
      let ids = rows.compactMap(\.id).filter(table.contains)
      guard let id = bench.values.shuffled(ids).first else {
        changed.append(nil)
        continue
      }
      if changes[id] == nil {
        let name = JSONValue.text(bench.values.word())
        try await database.update(route.table, id: id, [column: name])
        let before = table.change(id, column, to: name) ?? .null
        changes[id] = ResponsiveCheck.Change(id: id, column: column, from: before, to: name)
      }
      changed.append(changes[id])
    }
    return changed
  }

  /// Requests all pages concurrently while the database is locked; `table` is as the changes left it.
  mutating func hold(
    _ changes: [ResponsiveCheck.Change?], _ table: PagedTable
  ) async throws -> (ResponsiveCheck.Lock, [ResponsiveCheck.Held]) {
    var connections: [ClientConnection] = []
    for index in visits.indices { connections.append(try await visits[index].connection.open()) }
    let requests = visits.map { route.request($0.query) }
    let isAnswered = Locked(false)
    let (lock, sent, ended, tasks) = try await database.locked {
      let sent = ContinuousClock.now
      let tasks = zip(requests, connections).map { request, connection in
        let pending = connection.start("GET", request.target, timeout: bench.paced(Self.hold) + bench.patience)
        return Task {
          let exchange = await Exchange(request, of: pending)
          isAnswered.withLock { $0 = true }
          return Reply(exchange: exchange, answered: .now)
        }
      }
      let lock = try await watch { isAnswered.withLock { $0 } }
      return (lock, sent, ContinuousClock.now, tasks)
    }
    var held: [ResponsiveCheck.Held] = []
    for (index, visit) in visits.enumerated() {
      let reply = await tasks[index].value
      held.append(
        ResponsiveCheck.Held(
          request: requests[index], before: visit.before, change: changes[index],
          wanted: visit.isRight ? visit.query.rows(of: table.rows, usual: usual) : nil,
          page: route.page(reply.exchange), elapsed: reply.answered - sent, isEarly: reply.answered < ended))
    }
    return (lock, held)
  }

  /// Looks on until the lock must end, by the clock, however busy this machine is; or until it is plain that the module
  /// does not wait as it must.
  private func watch(isAnswered: () -> Bool) async throws -> ResponsiveCheck.Lock {
    let recorder = bench.recorder
    var lock = ResponsiveCheck.Lock()
    let pace = bench.paced(.seconds(1)) / .seconds(1)
    let began = ContinuousClock.now
    let end = began + bench.paced(Self.hold)
    let before = (asleep: recorder.asleep, processor: try recorder.witness.processorTime())
    repeat {
      try await Task.sleep(until: min(.now + Self.interval, end))
      lock.note(recorder.currentStall, asleep: recorder.asleep - before.asleep, pace: pace)
    } while !isAnswered() && lock.block == nil && .now < end
    lock.duration = .now - began
    lock.pings = recorder.beats.count { $0.sent >= began }
    // A module that has ended has no processor time, and the verifier says why.
    lock.processorTime = (try? recorder.witness.processorTime() - before.processor) ?? lock.processorTime
    return lock
  }
}

internal import Base
internal import Bench
internal import MiniServer

extension IsolationCheck {
  /// A response that does not come within this time after its upstream call was answered waits for something else.
  private static let responsePatience = Duration.milliseconds(300)

  /// The users who ask.
  struct Cast {
    let rows: [DatabaseFile.Row]
    /// Those of them who are not in the table yet.
    let guests: [DatabaseFile.Row]
    /// Has the name of the second user, and a record of their own.
    let namesake: DatabaseFile.Row
    /// In the table at no time.
    let stranger: DatabaseFile.Row

    var withoutGuests: Cast {
      let known = Array(rows.dropLast(guests.count))
      return Cast(rows: known, guests: [], namesake: known[1], stranger: stranger)
    }
  }

  func cast(_ database: DatabaseFile, _ values: FreshValues) async throws -> Cast {
    let rows = values.shuffled(try await database.rows(of: table))
    guard rows.count >= 3 else { throw DatabaseFileError.tooFewRows(table, needed: 3) }
    let names: [JSONValue?] = [
      rows[1][nameColumn], .text(values.word(length: 8).lowercased()), .text(values.word(length: 60).capitalized),
    ]
    var made = try await database.newRows(names.count + 1, of: table, values)
    for (index, name) in names.enumerated() { made[index][nameColumn] = name }
    let guests = Array(made.prefix(names.count))
    return Cast(rows: rows + guests, guests: guests, namesake: made[0], stranger: made[names.count])
  }

  /// A token that is no one's.
  struct Stranger {
    /// On a connection of its own.
    let alone: Exchange
    let afterOthers: UserExchange
    /// The upstream calls that were made for it.
    let calls: Range<Int>
  }

  /// Several users one after another on the same connection, and then a stranger.
  func takeTurns(_ cast: Cast, _ bench: Bench) async throws -> (round: Round, stranger: Stranger) {
    var connection = KeptConnection(bench)
    defer { connection.close() }
    var round = Round(exchanges: [])
    var last: DatabaseFile.Row?
    let timeout = bench.patience(atLeast: Self.answerPatience)
    for row in [cast.rows[0], cast.rows[1], cast.namesake, cast.rows[0]] where round.areAllAnswered {
      let exchange = try await connection.ask(try request(row), timeout: timeout)
      let isRejectedGuest = row == cast.namesake && (400...499).contains(exchange.status ?? 0)
      if !isRejectedGuest { round.exchanges.append((row, exchange, connection.before == nil ? nil : last)) }
      last = row
    }
    let mark = bench.upstream.count
    let request = try request(cast.stranger)
    let exchange = try await connection.ask(request, timeout: timeout)
    let alone = try await bench.ask(request, timeout: timeout)
    return (
      round,
      Stranger(
        alone: alone, afterOthers: (cast.stranger, exchange, connection.before == nil ? nil : last),
        calls: mark..<bench.upstream.count)
    )
  }

  /// One user's request waits for the upstream and another's for the locked database. Then the first one ends, and
  /// further ones begin, while the second still waits: what the first one ends with it must not end for the others.
  func overlap(_ rows: [DatabaseFile.Row], _ bench: Bench, _ database: DatabaseFile) async throws -> Round {
    let users = [rows[0], rows[1], rows[2], rows[0]]
    let connections = try await bench.module.connect(count: users.count)
    defer { connections.forEach { $0.close() } }
    let answered = Locked<Set<Int>>([])
    var pending: [Task<Exchange, Never>] = []
    func send(_ users: ArraySlice<DatabaseFile.Row>) throws {
      for (index, row) in zip(users.indices, users) {
        let request = try request(row)
        let reply = connections[index].start(
          request.method, request.target, headers: request.fields, timeout: bench.patience(atLeast: Self.answerPatience)
        )
        pending.append(
          Task {
            defer { answered.withLock { _ = $0.insert(index) } }
            return await Exchange(request, of: reply)
          })
      }
    }
    let mark = bench.upstream.count
    bench.upstream.hold()
    defer { bench.upstream.release() }
    try send(users[0..<1])
    try await bench.wait(atMost: Bench.patience / 2) {
      bench.upstream.calls(since: mark, to: calls.description).contains { $0.isInFlight }
        || !answered.withLock(\.isEmpty)
    }
    let wasLocked: Void? = try await bench.whileLocked(database) { reachLock in
      try send(users[1..<2])
      try await reachLock()
      bench.upstream.release()
      try await bench.wait(atMost: Self.responsePatience) { answered.withLock { $0.contains(0) } }
      try send(users[2...])
    }
    bench.upstream.release()
    if wasLocked == nil { try send(users[1...]) }
    var round = Round(exchanges: [])
    for (row, exchange) in zip(users, pending) { round.exchanges.append((row, await exchange.value, nil)) }
    return round
  }

  /// Many users on few connections, each of which carries several in turn.
  func crowd(_ rows: [DatabaseFile.Row], _ bench: Bench, _ database: DatabaseFile) async throws -> Round {
    let lists = (0..<6).map { list in (0..<3).map { rows[(list + $0 * 2) % rows.count] } }
    let turns = try await bench.askInTurns(
      lists.map { try $0.map(request) }, locking: database, keepingConnections: true,
      timeout: bench.patience(atLeast: Self.answerPatience))
    return Round(
      exchanges: zip(lists, turns).flatMap { rows, turns in
        turns.indices.map { (rows[$0], turns[$0].exchange, turns[$0].before == nil ? nil : rows[$0 - 1]) }
      })
  }

  /// Releases the held calls one after another, each when the response to the one before has come.
  func release(_ first: Upstream.Turn, _ bench: Bench, answered: () -> Int) async throws {
    while bench.upstream.isHoldingCalls {
      let before = answered()
      bench.upstream.releaseOne(first)
      try await bench.wait(atMost: Self.responsePatience) { answered() > before }
      if answered() == before { break }
    }
    bench.upstream.release()
  }
}

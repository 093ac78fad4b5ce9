internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Lets requests of several users wait for the upstream together, and sees what each user gets.
///
/// First several users and a stranger in turn on one connection. Then one user's request, and another's once that
/// waits; then several concurrently, some of them of the same user or of the same name; then one that ends while others
/// are at the database; then a crowd that the upstream answers as it comes. A module that never lets two requests wait
/// together cannot mix them up, and the check waits for it no longer than `standstill`.
package struct IsolationCheck: TrafficCheck {
  /// When neither a call nor a response came for this long, no more will come while the upstream holds its replies.
  private static let standstill = Duration.milliseconds(1_200)
  /// The upstream holds its replies twice, and must not delay the module for longer than a check's patience.
  private static let longestHold = Bench.patience / 2
  /// Not a wait that the check imposes: a client per request costs 90 ms of CPU, and on a busy machine with a fifth of
  /// a processor a crowd of twelve takes 5 s.
  static let answerPatience = Duration.seconds(10)

  package struct Reply: Sendable {
    package enum Problem: Sendable, Equatable {
      case response(ResponseProblem)
      case field(FieldDifference, Owner)
      /// The record is right, but the upstream was not called for the rest.
      case noCall
      /// The token is no one's, and the response contains a private value, of this kind.
      case disclosed(kind: String, Owner)
    }

    /// The owner of a value that was found where another should be.
    package enum Owner: Sendable, Equatable {
      case otherUser(String)
      case namesake
      /// The value was given for another request for the same name.
      case otherRequest
      case nobody
    }

    /// Nil for a token that no user has.
    package let user: String?
    package let exchange: Exchange
    /// The user whom the same connection served last.
    package let before: String?
    package let problem: Problem?

    package init(user: String?, exchange: Exchange, before: String? = nil, problem: Problem?) {
      self.user = user
      self.exchange = exchange
      self.before = before
      self.problem = problem
    }
  }

  package struct Measurement: Sendable {
    package let replies: [Reply]
    /// The number of upstream calls for each user; `requests` has the number of their requests.
    package let calls: [String: Int]
    package let requests: [String: Int]
    package let mostInFlight: Int

    package init(replies: [Reply], calls: [String: Int], requests: [String: Int], mostInFlight: Int) {
      self.replies = replies
      self.calls = calls
      self.requests = requests
      self.mostInFlight = mostInFlight
    }
  }

  private let target: String
  let table: String
  let token: String
  let calls: PathTemplate
  let body: ExpectedBody

  package static let name = "isolation"
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Lets requests of several users wait for the upstream together, and checks what each of "
    + "them gets."
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The route that returns a user's own record."), .table, .token,
    Parameter(
      "calls", "a path with one placeholder", "The upstream's route; the placeholder is the column that names a user."),
    .body,
  ]

  package init(_ fields: inout ManifestFields) throws {
    target = try fields.text("get")
    table = try fields.text("table")
    token = try fields.text("token")
    let calls = try fields.required("calls")
    self.calls = PathTemplate(try calls.text("'calls'"))
    guard self.calls.placeholders.count == 1 else {
      throw ManifestError("'calls' must have one placeholder, the column that names a user", at: calls.place)
    }
    body = try ExpectedBody(fields.required("body"))
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let cast = try await cast(database, bench.values)
    return try await database.restoring(table) {
      try await database.insert(cast.guests, into: table)
      return try await measure(cast, bench, database)
    }
  }

  private func measure(_ cast: Cast, _ bench: Bench, _ database: DatabaseFile) async throws -> Measurement {
    let mark = bench.upstream.count
    var (seen, stranger) = try await takeTurns(cast, bench)
    let cast = seen.knows(cast.namesake) ? cast : cast.withoutGuests
    let rows = cast.rows
    if seen.areAllAnswered { seen += try await meet([[rows[0]], [rows[1]]], .oldest, bench) }
    if seen.areAllAnswered {
      seen += try await meet([[rows[0], rows[1], cast.namesake, rows[2], rows[0]]], .newest, bench)
    }
    if seen.areAllAnswered { seen += try await overlap(rows, bench, database) }
    if seen.areAllAnswered { seen += try await crowd(rows, bench, database) }
    let made = bench.upstream.calls(since: mark)
    let calls = made.indices.filter { !stranger.calls.contains(mark + $0) }.map { made[$0] }
      .filter { $0.route == self.calls.description }
    return Measurement(
      replies: try replies(seen.exchanges, rows, calls) + [reply(stranger, rows, calls)],
      calls: Dictionary(calls.map { ($0.parameters[nameColumn] ?? "", 1) }, uniquingKeysWith: +),
      requests: Dictionary(try seen.exchanges.map { (try $0.row.text(nameColumn), 1) }, uniquingKeysWith: +),
      mostInFlight: seen.mostInFlight)
  }

  /// The column whose value names a user in an upstream call.
  var nameColumn: String { calls.placeholders[0] }

  func request(_ row: DatabaseFile.Row) throws -> ProbeRequest {
    ProbeRequest("GET", target, headers: [.init("Authorization", "Bearer \(try row.text(token))")])
  }

  /// `before` is the user whom the same connection served last.
  package typealias UserExchange = (row: DatabaseFile.Row, exchange: Exchange, before: DatabaseFile.Row?)

  struct Round {
    var exchanges: [UserExchange]
    var mostInFlight = 0

    /// Further requests to a module that hangs would take their full patience as well.
    var areAllAnswered: Bool { exchanges.allSatisfy { $0.exchange.answer != nil } }

    /// False when the token was rejected: whether a user who was added is known is for another check to say.
    func knows(_ user: DatabaseFile.Row) -> Bool { exchanges.contains { $0.row == user } }

    static func += (seen: inout Round, more: Round) {
      seen.exchanges += more.exchanges
      seen.mostInFlight = max(seen.mostInFlight, more.mostInFlight)
    }
  }

  /// Sends group after group, each when those before wait for the upstream; then releases one after another, the
  /// oldest or the newest first.
  private func meet(_ groups: [[DatabaseFile.Row]], _ first: Upstream.Turn, _ bench: Bench) async throws -> Round {
    let connections = try await bench.module.connect(count: groups.joined().count)
    defer { connections.forEach { $0.close() } }
    let answered = Locked(0)
    let mark = bench.upstream.count
    let began = ContinuousClock.now
    var pending: [(row: DatabaseFile.Row, exchange: Task<Exchange, Never>)] = []
    var mostInFlight = 0
    bench.upstream.hold()
    defer { bench.upstream.release() }
    for group in groups {
      for row in group {
        let request = try request(row)
        let reply = connections[pending.count].start(
          request.method, request.target, headers: request.fields, timeout: bench.patience(atLeast: Self.answerPatience)
        )
        let exchange = Task {
          defer { answered.withLock { $0 += 1 } }
          return await Exchange(request, of: reply)
        }
        pending.append((row, exchange))
      }
      var (settledBefore, change) = (0, ContinuousClock.now - began)
      _ = try await bench.watch(atMost: Self.longestHold) { _ -> Bool? in
        let now = ContinuousClock.now - began
        let inFlight = bench.upstream.calls(since: mark, to: self.calls.description).count { $0.isInFlight }
        mostInFlight = max(mostInFlight, inFlight)
        let settled = inFlight + answered.withLock { $0 }
        if settled > settledBefore { (settledBefore, change) = (settled, now) }
        let isOver = settled >= pending.count || now - change >= bench.paced(Self.standstill)
        return isOver || now >= bench.paced(Self.longestHold) ? true : nil
      }
    }
    try await release(first, bench) { answered.withLock { $0 } }
    var exchanges: [UserExchange] = []
    for (row, exchange) in pending { exchanges.append((row, await exchange.value, nil)) }
    return Round(exchanges: exchanges, mostInFlight: mostInFlight)
  }
}

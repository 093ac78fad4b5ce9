internal import Base
package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime

/// Requests a page while another program has locked the database, and sees whether the module still serves other
/// requests.
package struct ResponsiveCheck: TrafficCheck {
  package enum Ending: Sendable, Equatable {
    /// The request for the page waited, and pings that were sent after it were answered.
    case served
    /// The kernel shows that the event loop's own thread sleeps until the lock is gone.
    case stuck(SystemCall?)
    /// The request for the page got a response, though no one could read the database; `isCurrent` when the page shows
    /// what was committed just before, which no earlier copy could.
    case answered(isCurrent: Bool)
    /// No ping was answered.
    case patience
  }

  package struct Measurement: Sendable {
    package let request: ProbeRequest
    /// The journal mode as the module left it: "delete" unless it changed it.
    package let journalMode: String
    package let ending: Ending
    /// The pings that were sent after the request for the page, and answered while it waited.
    package let pings: Int
    package let held: Duration
    /// The page while no one had locked the database, and the page in the end.
    package let before: Page
    package let page: Page

    package init(
      request: ProbeRequest, journalMode: String, ending: Ending, pings: Int, held: Duration, before: Page, page: Page
    ) {
      self.request = request
      self.journalMode = journalMode
      self.ending = ending
      self.pings = pings
      self.held = held
      self.before = before
      self.page = page
    }
  }

  /// The database is never locked for longer than this.
  private static let patience = Duration.milliseconds(1_800)
  /// The database is locked for at least this long: a module that gives up waiting after 0.2 s has done so by then.
  private static let shortestHold = Duration.milliseconds(250)
  /// After this time the request has reached the database, even if no thread was seen waiting for it.
  private static let longEnough = Duration.milliseconds(700)
  /// The event loop's own thread must not sleep for this long in any wait, timed or not.
  private static let longestTimedSleep = Duration.milliseconds(50)
  private static let longestSleep = Duration.milliseconds(250)
  private static let enoughPings = 5

  private let route: PagedRoute
  private let column: String

  package static let name = "responsive"
  package static let summary =
    "Requests a page while another program has locked the database: does the module go on "
    + "serving others?"
  package static let parameters: [Parameter] = Parameter.pagedRoute + [.changes]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    column = try fields.text("changes")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let known = try await route.rows(in: database, atLeast: 2)
    // Request it once first, so that start-up work is not measured.
    let before = try await bench.ask(route).page
    let journalMode = try await database.journalMode()
    let shown = (before.rows ?? []).compactMap(\.id).first { id in known.contains { $0.id == id } }
    let name = JSONValue.text(bench.values.word())
    return try await database.restoring(route.table) {
      if let shown { try await database.update(route.table, id: shown, [column: name]) }
      let (hold, page) = try await ask(bench, database)
      let isCurrent = page.rows?.contains { $0.id == shown && $0.fields[column] == name } ?? false
      return Measurement(
        request: route.request(), journalMode: journalMode,
        ending: hold.ending == .answered(isCurrent: false) ? .answered(isCurrent: isCurrent) : hold.ending,
        pings: hold.pings, held: hold.duration, before: before, page: page)
    }
  }

  /// Locks the database and requests the page until it is plain what becomes of other requests.
  private func ask(_ bench: Bench, _ database: DatabaseFile) async throws -> (Hold, Page) {
    let request = route.request()
    let connection = try await bench.module.connect()
    defer { connection.close() }
    let idle = bench.recorder.witness.threadsInTimedSleep()
    let isAnswered = Locked(false)
    let (hold, exchange) = try await database.locked {
      let pending = connection.start("GET", request.target, timeout: bench.patience)
      let exchange = Task {
        defer { isAnswered.withLock { $0 = true } }
        return await Exchange(request, of: pending)
      }
      return (try await watch(bench, idle: idle) { isAnswered.withLock { $0 } }, exchange)
    }
    return (hold, route.page(await exchange.value))
  }

  private struct Hold {
    var ending = Ending.patience
    var pings = 0
    var duration = Duration.zero
  }

  /// `idle` are the threads that sleep now and then whatever the database does.
  private func watch(_ bench: Bench, idle: Set<Int32>, isAnswered: () -> Bool) async throws -> Hold {
    var hold = Hold()
    let began = ContinuousClock.now
    var waiterSeen: ContinuousClock.Instant?
    let ending = try await bench.watch(atMost: Self.patience) { _ -> Ending? in
      let now = ContinuousClock.now
      hold.duration = now - began
      hold.pings = bench.recorder.beats.count { $0.sent >= began }
      if isAnswered() { return .answered(isCurrent: false) }
      if let stall = bench.recorder.currentStall, Self.isTooLong(stall, bench) { return .stuck(stall.call) }
      // A thread that polls for the lock shows that the request has reached the database.
      if waiterSeen == nil, !bench.recorder.witness.threadsInTimedSleep().isSubset(of: idle) { waiterSeen = now }
      let since = waiterSeen ?? began
      let pings = bench.recorder.beats.count { $0.sent >= since }
      let isLongEnough = hold.duration >= bench.paced(waiterSeen == nil ? Self.longEnough : Self.shortestHold)
      return pings >= Self.enoughPings && isLongEnough ? .served : nil
    }
    if let ending {
      hold.ending = ending
      return hold
    }
    if bench.recorder.beats.contains(where: { $0.sent >= began + bench.paced(Self.longestSleep) }) {
      hold.ending = .served
    }
    return hold
  }

  private static func isTooLong(_ stall: Stall, _ bench: Bench) -> Bool {
    stall.duration >= bench.paced(stall.call?.isTimedSleep == true ? longestTimedSleep : longestSleep)
  }
}

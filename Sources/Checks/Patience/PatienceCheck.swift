internal import Base
package import Bench
package import Lessons

/// Requests every route while the upstream takes as long as it may, and while the database is locked for as long as it
/// may be.
///
/// First each route once while nothing is slow, so that there is a last known value. Then several requests while the
/// upstream is slow, others beside them that it answers immediately, and others while the database is locked; last each
/// route once more, because a module may have decided not to ask any more.
package struct PatienceCheck: TrafficCheck {
  /// A route, and what its response must be.
  struct Route: Sendable {
    let request: RequestTemplate
    let headers: [(name: String, template: String)]
    /// The table that the module must read for each request, and the column that is changed from outside.
    let row: (table: String, changes: String)?
    let calls: PathTemplate?
    let status: Int
    /// Nil for a stream of the upstream's own chunks.
    let body: ExpectedBody?
  }

  package struct Measurement: Sendable {
    package let replies: [PatienceReply]
    /// The journal mode as the module left it; nil without a database.
    package let journalMode: String?
    package let waits: PatienceWaits
    /// The share of the time in which the module's event loop waited for a processor.
    package let starvedShare: Double

    package init(
      replies: [PatienceReply], journalMode: String? = nil, waits: PatienceWaits, starvedShare: Double = 0
    ) {
      self.replies = replies
      self.journalMode = journalMode
      self.waits = waits
      self.starvedShare = starvedShare
    }
  }

  /// SQLite's own, which the module must leave as it is.
  static let journalMode = "delete"

  let routes: [Route]

  /// True when a route reads the database.
  var isLocking: Bool { routes.contains { $0.row != nil } }

  package static let name = "patience"
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Requests every route while the upstream takes nearly 1 s to reply (of a stream, one part), and while the database "
    + "is locked for nearly 1.5 s: is each waited for, with one call and no made-up or old value?"
  package static let parameters: [Parameter] = [
    Parameter(
      "requests", "a list",
      "Each with `get` or `post` (a path), `send`, and `status` (200 by default), `body` (left out for a stream, which "
        + "must be the upstream's), `calls` (the upstream's route that it calls once), and for a route that reads the "
        + "database `table`, `headers` (a mapping; `\"{name}\"` is a column of the row), and `changes` (the column that "
        + "is changed from outside). At least one of `calls` and `table`.")
  ]

  package init(_ fields: inout ManifestFields) throws {
    routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let table = try fields.optional("table")?.text("'table'")
      let route = Route(
        request: try RequestTemplate(&fields), headers: try Self.headers(fields.optional("headers")),
        row: try table.map { ($0, try fields.text("changes")) },
        calls: try fields.optional("calls").map { PathTemplate(try $0.text("'calls'")) },
        status: try fields.integer("status", in: 200...299, default: 200),
        body: try fields.optional("body").map(ExpectedBody.init))
      try fields.end()
      guard route.row != nil || route.calls != nil else {
        throw ManifestError("a request must name the upstream's route under 'calls', or a 'table'", at: node.place)
      }
      return route
    }
  }

  private static func headers(_ node: ManifestNode?) throws -> [(name: String, template: String)] {
    guard let node else { return [] }
    guard case .fields(let pairs) = node.value else {
      throw ManifestError("'headers' must name headers", at: node.place)
    }
    return try pairs.map { ($0.key.value, try $0.value.text("'\($0.key.value)'")) }
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let plan = try await PatiencePlan(routes, bench)
    return try await bench.upstream.delaying {
      try await plan.restoringTables(bench) { try await measure(plan, bench) }
    }
  }

  private func measure(_ plan: PatiencePlan, _ bench: Bench) async throws -> Measurement {
    let waits = PatienceWaits(bench)
    let run = PatienceRun(bench, plan, waits, slow: plan.slow.compactMap { PatienceCallKey($0, routes) })
    let (began, before) = (ContinuousClock.now, try bench.recorder.loopProcessorTime())
    var account = PatienceReplies(routes, delay: waits.delay)
    account.add(try await run.quickly(plan.quick))
    var journalMode: String?
    // When something is wrong already, further requests would only take time.
    if account.areRight {
      journalMode = plan.before.isEmpty ? nil : try await bench.database().journalMode()
      account.add(try await run.slowly(isLocking: journalMode == Self.journalMode))
    }
    if account.areRight { account.add(try await run.quickly(plan.after)) }
    let loop = try bench.recorder.loopProcessorTime()
    return Measurement(
      replies: account.replies, journalMode: journalMode, waits: waits,
      starvedShare: (loop.awaited - before.awaited) / (.now - began))
  }
}

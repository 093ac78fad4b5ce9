internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Requests each route with ids of the caller's own and without one, and examines the id that each response carries.
package struct RequestIDCheck: TrafficCheck {
  private struct Route {
    let template: RequestTemplate
    /// The status of a route that fails on purpose.
    let failure: Int?
  }

  package struct Reading: Sendable {
    package let exchange: Exchange
    /// The id that the caller sent, if any.
    package let sent: String?
    /// Every value of the response's header.
    package let ids: [String]
    package let occasion: Occasion
    /// True when the route was to return a 5xx.
    package let failsOnPurpose: Bool

    package init(
      _ exchange: Exchange, sent: String?, ids: [String], occasion: Occasion = .alone, failsOnPurpose: Bool = false
    ) {
      self.exchange = exchange
      self.sent = sent
      self.ids = ids
      self.occasion = occasion
      self.failsOnPurpose = failsOnPurpose
    }
  }

  package enum Occasion: Sendable, Equatable {
    case alone
    /// Other requests were in progress at the same time.
    case sideBySide
    /// Other requests came before it on the same connection.
    case keptConnection
  }

  package struct Measurement: Sendable {
    package let header: String
    package let readings: [Reading]

    package init(header: String, readings: [Reading]) {
      self.header = header
      self.readings = readings
    }
  }

  /// A quick request that is not answered while a slow one waits is not judged here.
  private static let patience = Duration.milliseconds(500)
  /// On a busy machine a request may take this long to reach the upstream; most need a millisecond.
  private static let longestWay = Duration.seconds(2)
  /// So many requests arrive together that an id made of a clock's milliseconds repeats.
  private static let connections = 16
  /// On one connection, with an id and without one in turn.
  private static let requestsInTurn = 8
  /// An upstream's stream, without pauses.
  private static let chunks = [20, 20]

  private let header: String
  private let routes: [Route]
  private let slow: RequestTemplate
  private let quick: RequestTemplate

  package static let name = "request-id"
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Requests each route with IDs of the caller's own, of many forms, and without one, and compares the ID of each "
    + "response."
  package static let parameters: [Parameter] = [
    Parameter("header", "a header's name", "Carries the ID."),
    Parameter(
      "requests", "a list",
      "Each with `get` or `post` (a path), and optionally `send` (the fields of a JSON body) and `status` (a number, of "
        + "a route that fails on purpose)."),
    Parameter("slow", "a request like one of `requests`", "One that waits for the upstream."),
    Parameter("quick", "a request like one of `requests`", "One that does not."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    header = try fields.text("header")
    routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let route = Route(
        template: try RequestTemplate(&fields),
        failure: try fields.optional("status")?.convert("'status'", to: Int.self, named: "a number"))
      try fields.end()
      return route
    }
    slow = try Self.request(fields.required("slow"))
    quick = try Self.request(fields.required("quick"))
  }

  private static func request(_ node: ManifestNode) throws -> RequestTemplate {
    var fields = try ManifestFields(node, "a request")
    let request = try RequestTemplate(&fields)
    try fields.end()
    return request
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var readings: [Reading] = []
    for route in routes where readings.isAnswered {
      readings += try await bench.upstream.streaming(chunksOf: Self.chunks) { try await together(route, bench) }
    }
    if readings.isAnswered {
      readings += try await bench.upstream.streaming(chunksOf: Self.chunks) { try await inTurn(bench) }
    }
    if readings.isAnswered { readings += try await sideBySide(bench) }
    if readings.isAnswered { readings += try await burst(bench) }
    return Measurement(header: header, readings: readings)
  }

  /// One request with each form of id, and one without, all concurrently.
  private func together(_ route: Route, _ bench: Bench) async throws -> [Reading] {
    let sent = bench.values.shuffled(CallersID.forms.map { Optional($0(bench.values)) } + [nil])
    let exchanges = try await bench.askTogether(sent.map { request(route.template, $0, bench) })
    return zip(exchanges, sent).map { reading($0, $1, .sideBySide, route) }
  }

  /// Several callers' requests on one connection, as a proxy sends them.
  private func inTurn(_ bench: Bench) async throws -> [Reading] {
    guard !routes.isEmpty else { return [] }
    let forms = bench.values.shuffled(CallersID.forms)
    let plan = (0..<Self.requestsInTurn).map { number in
      (
        routes[bench.values.integer(in: 0...routes.count - 1)],
        number.isMultiple(of: 2) ? forms[number / 2 % forms.count](bench.values) : nil
      )
    }
    let exchanges = try await bench.askInTurn(plan.map { request($0.0.template, $0.1, bench) })
    return zip(exchanges, plan).enumerated().compactMap { number, pair in
      let (exchange, (route, sent)) = pair
      // A server need not keep a connection for a second request.
      if number > 0 && exchange.answer == nil { return nil }
      return reading(exchange, sent, number == 0 ? .alone : .keptConnection, route)
    }
  }

  /// A slow request waits for the upstream while a quick one comes and goes.
  private func sideBySide(_ bench: Bench) async throws -> [Reading] {
    let mark = bench.upstream.count
    let (slowID, quickID) = (bench.values.uuid(), bench.values.uuid())
    let (slow, quick) = (request(self.slow, slowID, bench), request(self.quick, quickID, bench))
    return try await bench.upstream.holding {
      let isAnswered = Locked(false)
      async let slowExchange = {
        defer { isAnswered.withLock { $0 = true } }
        return try await bench.ask(slow)
      }()
      try await bench.wait(atMost: Self.longestWay) {
        bench.upstream.isUnderWay(since: mark) || isAnswered.withLock { $0 }
      }
      async let quickExchange = bench.ask(quick)
      let release = Task {
        try await Task.sleep(for: bench.paced(Self.patience))
        bench.upstream.release()
      }
      let second = try await quickExchange
      release.cancel()
      bench.upstream.release()
      return [reading(try await slowExchange, slowID, .sideBySide), reading(second, quickID, .sideBySide)]
    }
  }

  /// Many requests concurrently, and one more on each connection, all without an id from the caller.
  private func burst(_ bench: Bench) async throws -> [Reading] {
    let connections = try await bench.module.connect(count: Self.connections)
    defer { connections.forEach { $0.close() } }
    let request = request(quick, nil, bench)
    var readings: [Reading] = []
    for round in 1...2 {
      let pending = connections.map {
        $0.start(request.method, request.target, headers: request.fields, timeout: bench.patience)
      }
      for reply in pending {
        let exchange = await Exchange(request, of: reply)
        // A server need not keep a connection for a second request.
        if round == 1 || exchange.answer != nil {
          readings.append(reading(exchange, nil, round == 1 ? .sideBySide : .keptConnection))
        }
      }
    }
    return readings
  }

  private func request(_ template: RequestTemplate, _ id: String?, _ bench: Bench) -> ProbeRequest {
    template.fresh(bench.values, headers: id.map { [ProbeRequest.Header(header, $0)] } ?? [])
  }

  private func reading(
    _ exchange: Exchange, _ sent: String?, _ occasion: Occasion, _ route: Route? = nil
  ) -> Reading {
    Reading(
      exchange, sent: sent, ids: exchange.answer?.values(of: header) ?? [], occasion: occasion,
      failsOnPurpose: route?.failure != nil && route?.failure == exchange.status)
  }
}

extension [RequestIDCheck.Reading] {
  fileprivate var isAnswered: Bool { allSatisfy { $0.exchange.answer != nil } }
}

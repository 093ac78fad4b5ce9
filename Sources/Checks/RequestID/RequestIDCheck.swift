internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Requests each route with an id of the caller's own and without one, and examines the id that each response carries.
package struct RequestIDCheck: TrafficCheck {
  package struct Reading: Sendable {
    package let exchange: Exchange
    /// The id that the caller sent, if any.
    package let sent: String?
    /// Every value of the response's header.
    package let ids: [String]
    /// True for requests that were in progress at the same time.
    package let isSideBySide: Bool

    package init(_ exchange: Exchange, sent: String?, ids: [String], isSideBySide: Bool = false) {
      self.exchange = exchange
      self.sent = sent
      self.ids = ids
      self.isSideBySide = isSideBySide
    }
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

  private let header: String
  private let requests: [RequestTemplate]
  private let slow: RequestTemplate
  private let quick: RequestTemplate

  package static let name = "request-id"
  package static let summary =
    "Requests each route with an ID of the caller's own and without one, and compares the ID "
    + "of each response."
  package static let parameters: [Parameter] = [
    Parameter("header", "a header's name", "Carries the ID."), .requests,
    Parameter("slow", "a request like one of `requests`", "One that waits for the upstream."),
    Parameter("quick", "a request like one of `requests`", "One that does not."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    header = try fields.text("header")
    requests = try fields.required("requests").list("'requests'").map(Self.request)
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
    for request in requests {
      for sent in [bench.values.uuid(), nil] where readings.allSatisfy({ $0.exchange.answer != nil }) {
        readings.append(reading(try await bench.askWithoutPauses(self.request(request, sent, bench)), sent))
      }
    }
    if readings.allSatisfy({ $0.exchange.answer != nil }) { readings += try await sideBySide(bench) }
    if readings.allSatisfy({ $0.exchange.answer != nil }) { readings += try await burst(bench) }
    return Measurement(header: header, readings: readings)
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
      return [
        reading(try await slowExchange, slowID, isSideBySide: true), reading(second, quickID, isSideBySide: true),
      ]
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
        if round == 1 || exchange.answer != nil { readings.append(reading(exchange, nil)) }
      }
    }
    return readings
  }

  private func request(_ template: RequestTemplate, _ id: String?, _ bench: Bench) -> ProbeRequest {
    template.fresh(bench.values, headers: id.map { [ProbeRequest.Header(header, $0)] } ?? [])
  }

  private func reading(_ exchange: Exchange, _ sent: String?, isSideBySide: Bool = false) -> Reading {
    Reading(exchange, sent: sent, ids: exchange.answer?.values(of: header) ?? [], isSideBySide: isSideBySide)
  }
}

internal import Base
package import Bench
package import Lessons

/// Sends requests in turn, concurrently, and one whose reply breaks off, and counts the upstream calls for each.
package struct OnceCheck: TrafficCheck {
  package struct Placement: Sendable {
    package let exchange: Exchange
    /// The upstream calls with this request's own body.
    package let calls: Int
    /// Nil when the response has what the upstream replied to this very request.
    package let difference: FieldDifference?

    package init(_ exchange: Exchange, calls: Int, difference: FieldDifference? = nil) {
      self.exchange = exchange
      self.calls = calls
      self.difference = difference
    }
  }

  package struct Measurement: Sendable {
    package let placed: [Placement]
    /// The request whose reply broke off; nil when it was not sent.
    package let broken: Placement?
    /// The bodies of upstream calls that are not those of any request.
    package let strangers: [String]

    package init(placed: [Placement], broken: Placement?, strangers: [String]) {
      self.placed = placed
      self.broken = broken
      self.strangers = strangers
    }
  }

  /// Requests that do not wait together are released after this time; whether they do is not judged here.
  private static let standstill = Duration.milliseconds(300)
  /// The time for a call that is made after the response.
  private static let settling = Duration.milliseconds(20)

  private let request: RequestTemplate
  private let calls: String
  private let body: ExpectedBody
  let status: Int
  /// What one request is called in sentences.
  let noun: String
  private let times: Int
  private let atOnce: Int

  package static let name = "once"
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Sends requests that must each make exactly one upstream call: in turn, concurrently, "
    + "and one whose reply breaks off."
  package static let parameters: [Parameter] = [
    .request, .send, .calls, .body,
    Parameter("status", "a whole number; 200 by default", "Of a response that went well."),
    Parameter("noun", "a text; `request` by default", "What one request is called in sentences, such as `order`."),
    Parameter("times", "a whole number from 1 to 10; 3 by default", "How many in turn."),
    Parameter("at_once", "a whole number from 2 to 10; 2 by default", "How many concurrently."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
    body = try ExpectedBody(fields.required("body"))
    status = try fields.integer("status", in: 200...299, default: 200)
    noun = try fields.text("noun", default: "request")
    times = try fields.integer("times", in: 1...10, default: 3)
    atOnce = try fields.integer("at_once", in: 2...10, default: 2)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let mark = bench.upstream.count
    var exchanges: [Exchange] = []
    for _ in 1...times where exchanges.allSatisfy({ $0.answer != nil }) {
      exchanges.append(try await bench.ask(request.fresh(bench.values)))
    }
    if exchanges.allSatisfy({ $0.answer != nil }) { exchanges += try await sideBySide(bench) }
    let broken = exchanges.allSatisfy { $0.answer != nil } ? try await breakingOff(bench) : nil
    try await Task.sleep(for: bench.paced(Self.settling))
    return count(exchanges, broken, bench.upstream.calls(since: mark, to: calls))
  }

  /// A failed call may have been carried out all the same, so the module must not make it again.
  private func breakingOff(_ bench: Bench) async throws -> Exchange {
    try await bench.upstream.breakingOff { try await bench.ask(request.fresh(bench.values)) }
  }

  /// All requests wait for the upstream together, if the module lets them.
  private func sideBySide(_ bench: Bench) async throws -> [Exchange] {
    let requests = (1...atOnce).map { _ in request.fresh(bench.values) }
    let mark = bench.upstream.count
    return try await bench.upstream.holding {
      async let exchanges = bench.askTogether(requests)
      try await bench.wait(atMost: Self.standstill) { bench.upstream.count >= mark + requests.count }
      bench.upstream.release()
      return try await exchanges
    }
  }

  private func count(_ exchanges: [Exchange], _ broken: Exchange?, _ calls: [UpstreamCall]) -> Measurement {
    let bodies = calls.map { JSONValue(bytes: Array($0.body.utf8)) }
    func placement(_ exchange: Exchange) -> Placement {
      let wanted = JSONValue(bytes: Array(exchange.request.body.utf8))
      let own = zip(calls, bodies).filter { $0.1 == wanted }.map(\.0)
      // With more than one call, any of their replies will do: then the number is the problem.
      let differences = own.map { body.difference(exchange.answer?.json ?? .null, $0.reply) }
      return Placement(
        exchange, calls: own.count, difference: differences.contains { $0 == nil } ? nil : differences.first ?? nil)
    }
    let wanted = (exchanges + [broken].compactMap { $0 }).map { JSONValue(bytes: Array($0.request.body.utf8)) }
    return Measurement(
      placed: exchanges.map(placement), broken: broken.map(placement),
      strangers: zip(calls, bodies).filter { !wanted.contains($0.1) }.map(\.0.body))
  }
}

internal import Base
package import Bench
package import Lessons

/// Places orders, in turn, side by side, and one whose reply breaks off, and counts what the partner service got for
/// each.
package struct OnceCheck: TrafficProbe {
  package struct Order: Sendable {
    package let exchange: Exchange
    /// The partner's calls with this order's own body.
    package let calls: Int
    /// Nil when the answer carries what the partner gave for this very order.
    package let difference: FieldDifference?

    package init(_ exchange: Exchange, calls: Int, difference: FieldDifference? = nil) {
      self.exchange = exchange
      self.calls = calls
      self.difference = difference
    }
  }

  package struct Measurement: Sendable {
    package let orders: [Order]
    /// The one whose reply broke off; nil when it was not placed.
    package let broken: Order?
    /// The bodies of calls to the partner that are no order's.
    package let strangers: [String]

    package init(orders: [Order], broken: Order?, strangers: [String]) {
      self.orders = orders
      self.broken = broken
      self.strangers = strangers
    }
  }

  /// Orders that do not wait side by side are let go after this time; whether they do is not judged here.
  private static let standstill = Duration.milliseconds(300)
  /// For a call that is made after the answer.
  private static let settling = Duration.milliseconds(20)

  private let request: RequestTemplate
  private let calls: String
  private let body: ExpectedBody
  private let times: Int
  private let atOnce: Int

  package init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the once probe")
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
    body = try ExpectedBody(fields.required("body"))
    times = try fields.integer("times", in: 1...10, default: 3)
    atOnce = try fields.integer("at_once", in: 2...10, default: 2)
    try fields.end()
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
    return count(exchanges, broken, bench.upstream.calls(since: mark).filter { $0.route == calls })
  }

  /// A failed call may have placed the order all the same, so nobody may make it again.
  private func breakingOff(_ bench: Bench) async throws -> Exchange {
    bench.upstream.breakOff(true)
    defer { bench.upstream.breakOff(false) }
    return try await bench.ask(request.fresh(bench.values))
  }

  /// All wait for the partner together, if the module lets them.
  private func sideBySide(_ bench: Bench) async throws -> [Exchange] {
    let requests = (1...atOnce).map { _ in request.fresh(bench.values) }
    let mark = bench.upstream.count
    bench.upstream.hold()
    defer { bench.upstream.release() }
    async let exchanges = bench.askTogether(requests)
    let began = ContinuousClock.now
    while bench.upstream.count < mark + requests.count, ContinuousClock.now - began < bench.paced(Self.standstill) {
      try await Task.sleep(for: .milliseconds(2))
    }
    bench.upstream.release()
    return try await exchanges
  }

  private func count(_ exchanges: [Exchange], _ broken: Exchange?, _ calls: [UpstreamCall]) -> Measurement {
    let bodies = calls.map { JSONValue(bytes: Array($0.body.utf8)) }
    func order(_ exchange: Exchange) -> Order {
      let wanted = JSONValue(bytes: Array(exchange.request.body.utf8))
      let own = zip(calls, bodies).filter { $0.1 == wanted }.map(\.0)
      // With more calls than one, any of their replies will do: the number is what is wrong then.
      let differences = own.map { body.difference(exchange.answer?.json ?? .null, $0.reply) }
      return Order(
        exchange, calls: own.count, difference: differences.contains { $0 == nil } ? nil : differences.first ?? nil)
    }
    let wanted = (exchanges + [broken].compactMap { $0 }).map { JSONValue(bytes: Array($0.request.body.utf8)) }
    return Measurement(
      orders: exchanges.map(order), broken: broken.map(order),
      strangers: zip(calls, bodies).filter { !wanted.contains($0.1) }.map(\.0.body))
  }
}

internal import Report

extension OnceCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let orders = measurement.orders
    let failure = Self.failure(measurement)
    let calls = orders.map(\.calls).reduce(measurement.strangers.count, +)
    let rows = orders.enumerated().map { Self.row($0.offset + 1, $0.element) }
    return Finding(
      failure == nil ? .pass : .fail,
      expected:
        "each order is placed with the partner once, with the body that came, and answered with its reply; once also "
        + "when the partner breaks off",
      measured: failure ?? "\(orders.count) orders, \(calls) calls to the partner, each answered with its own reply",
      reproduce: orders.first?.exchange.request.curl ?? "",
      measurements: Exhibits.measurements(exchanges: rows + (measurement.broken.map { [Self.row($0)] } ?? []))
        .merging(["orders": .count(orders.count), "calls": .count(calls)]) { own, _ in own },
      dependsOnControl: orders.contains { $0.exchange.answer == nil },
      isInModuleLog: orders.contains { $0.exchange.isServerError })
  }

  private static func failure(_ seen: Measurement) -> String? {
    let calls = seen.orders.map(\.calls).reduce(0, +)
    if let order = seen.orders.first(where: { $0.exchange.answer == nil }),
      case .noAnswer(let reason) = order.exchange.outcome
    {
      return "\(order.exchange.request.words): \(reason)"
    }
    if let order = seen.orders.first(where: { $0.calls > 1 }) {
      return "\(order.exchange.request.words) made \(order.calls) calls to the partner: one order is placed "
        + "\(order.calls) times"
    }
    if let order = seen.orders.first(where: { $0.exchange.status != 201 }) {
      return "\(order.exchange.request.words) answered \(order.exchange.statusText) instead of 201"
    }
    if seen.orders.contains(where: { $0.calls == 0 }) {
      guard let stranger = seen.strangers.first else {
        return "\(calls) calls to the partner for \(seen.orders.count) orders"
      }
      return stranger.isEmpty
        ? "the partner was called without the order's body"
        : "the partner got another body than the order's: \(stranger)"
    }
    if let broken = seen.broken, broken.calls > 1 {
      return "the partner broke off in the middle of its reply to one order, and got it \(broken.calls) times"
    }
    if !seen.strangers.isEmpty {
      let orders = seen.orders + [seen.broken].compactMap { $0 }
      return "\(calls + (seen.broken?.calls ?? 0) + seen.strangers.count) calls to the partner for "
        + "\(orders.count) orders"
    }
    guard let order = seen.orders.first(where: { $0.difference != nil }), let difference = order.difference else {
      return nil
    }
    return "\(order.exchange.request.words) answered \"\(difference.field)\": "
      + "\(difference.found?.description ?? "nothing"), and the partner had replied \(difference.expected.description)"
  }

  private static func row(_ number: Int, _ order: Order) -> ExchangeRow {
    ExchangeRow(
      "order \(number)", expected: "201, 1 call", seen: "\(order.exchange.statusText), \(amount(order.calls))",
      holds: order.exchange.status == 201 && order.calls == 1 && order.difference == nil)
  }

  private static func row(_ broken: Order) -> ExchangeRow {
    ExchangeRow(
      "one whose reply breaks off", expected: "1 call", seen: amount(broken.calls), holds: broken.calls <= 1)
  }

  private static func amount(_ calls: Int) -> String { calls == 1 ? "1 call" : "\(calls) calls" }
}

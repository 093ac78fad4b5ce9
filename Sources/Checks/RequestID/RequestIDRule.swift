internal import Report

extension RequestIDCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let readings = measurement.readings
    let problems = readings.indices.map { Self.problem(readings[$0], readings[..<$0], measurement.header) }
    let wrong = problems.firstIndex { $0 != nil }
    let measured = problems.lazy.compactMap { $0 }.first
    return Finding(
      measured == nil ? .pass : .fail,
      expected: "every answer carries one \(measurement.header), whatever its status: the caller's own, or a new one",
      measured: measured ?? "\(readings.count) answers, each with the caller's id or one that no other answer had",
      reproduce: (wrong.map { readings[$0] } ?? readings.first)?.exchange.request.curl ?? "",
      measurements: Exhibits.measurements(exchanges: Self.rows(readings, problems)),
      dependsOnControl: wrong.map { readings[$0].exchange.answer == nil } ?? false,
      isInModuleLog: wrong.map { readings[$0].exchange.isServerError } ?? false)
  }

  private static func problem(_ reading: Reading, _ before: ArraySlice<Reading>, _ header: String) -> String? {
    let request = reading.exchange.request.words
    if case .noAnswer(let reason) = reading.exchange.outcome {
      // Where others are answered, a route that is not is another check's concern.
      return before.contains { $0.exchange.answer != nil } ? nil : "\(request): \(reason)"
    }
    let answer = "the answer to \(request) (\(reading.exchange.statusText))"
    guard let id = reading.ids.first, !id.isEmpty else { return "\(answer) has no \(header)" }
    if reading.ids.count > 1 {
      return "\(answer) has \(reading.ids.count) lines of \(header): \(reading.ids.joined(separator: " and "))"
    }
    if let sent = reading.sent {
      if id == sent { return nil }
      let whose = reading.isSideBySide ? ", though another request was under way with an id of its own" : ""
      return "\(answer) has the \(header) \(id), and the caller had sent \(sent)\(whose)"
    }
    guard before.contains(where: { $0.ids.contains(id) || $0.sent == id }) else { return nil }
    return "\(answer) has the \(header) \(id), which an earlier answer had as well: a new one is for one request"
  }

  /// One for each route, the wrong ones first.
  private static func rows(_ readings: [Reading], _ problems: [String?]) -> [ExchangeRow] {
    let rows = zip(readings, problems).map { reading, problem in
      ExchangeRow(
        reading.exchange.request.words + (reading.sent == nil ? "" : ", with an id"),
        expected: reading.sent == nil ? "a new id" : "the same id",
        seen: "\(reading.exchange.statusText), \(problem == nil ? "so" : reading.ids.isEmpty ? "no id" : "another")",
        holds: problem == nil)
    }
    return Array((rows.filter { !$0.holds } + rows.filter(\.holds)).prefix(8))
  }
}

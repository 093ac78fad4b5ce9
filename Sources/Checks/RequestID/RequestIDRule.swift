internal import Bench
internal import Report

extension RequestIDCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let readings = measurement.readings
    let failures = readings.indices.map { Self.failure(readings[$0], readings[..<$0], measurement.header) }
    let wrong = failures.firstIndex { $0 != nil }.map { readings[$0] }
    return Finding(
      expected: "every response has one \(measurement.header), whatever its status: the caller's own, or a new one",
      passed: "\(readings.count) responses, each with the caller's ID or one that no other response had",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? readings.first).map { Reproduction.curl($0.exchange.request) } ?? "",
      numbers: [
        "responses": .count(readings.count), "problems": .count(failures.count { $0 != nil }, .atMost(0)),
      ],
      exhibit: .exchanges(zip(readings, failures).map(Self.row).problemsFirst))
  }

  private static func failure(_ reading: Reading, _ before: ArraySlice<Reading>, _ header: String) -> Failure? {
    let request = reading.exchange.request.words
    if case .noAnswer(let reason) = reading.exchange.outcome {
      // When other routes respond, a route without a response is another check's concern.
      return before.contains { $0.exchange.answer != nil } ? nil : Failure(name, request, .noResponse(reason))
    }
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure(
        "request-id.\(cause)", "the response to \(request) (\(reading.exchange.statusText)) \(sentence)",
        isInLog: reading.exchange.isServerError)
    }
    guard let id = reading.ids.first, !id.isEmpty else { return failure("missing", "has no \(header)") }
    if reading.ids.count > 1 {
      return failure(
        "several", "has \(reading.ids.count) lines of \(header): \(reading.ids.joined(separator: " and "))")
    }
    if let sent = reading.sent {
      if id == sent { return nil }
      let whose = reading.isSideBySide ? ", while another request with its own ID was in progress" : ""
      return failure("not-the-callers", "has the \(header) \(id), but the caller had sent \(sent)\(whose)")
    }
    guard before.contains(where: { $0.ids.contains(id) || $0.sent == id }) else { return nil }
    return failure("reused", "has the \(header) \(id), which an earlier response had too: a new ID is for one request")
  }

  private static func row(_ reading: Reading, _ failure: Failure?) -> ExchangeRow {
    let seen = failure == nil ? "it has" : reading.ids.isEmpty ? "no ID" : "another ID"
    return ExchangeRow(
      reading.exchange.request.words + (reading.sent == nil ? "" : ", with an ID"),
      expected: reading.sent == nil ? "a new ID" : "the same ID", seen: "\(reading.exchange.statusText), \(seen)",
      holds: failure == nil)
  }
}

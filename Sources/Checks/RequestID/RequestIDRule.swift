internal import Bench
internal import Report

extension RequestIDCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let readings = measurement.readings
    let failures = readings.indices.map { Self.failure($0, readings, measurement.header) }
    let wrong = failures.firstIndex { $0 != nil }
    return Finding(
      expected: "every response has one \(measurement.header), whatever its status: the caller's own, or a new one",
      passed: "\(readings.count) responses, each with the caller's ID or one that no other response had",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: reproduction(wrong ?? 0, readings),
      numbers: [
        "responses": .count(readings.count), "problems": .count(failures.count { $0 != nil }, .atMost(0)),
      ],
      exhibit: .exchanges(zip(readings, failures).map(Self.row).problemsFirst))
  }

  /// Commands that show the response; several requests where one alone is answered correctly.
  private func reproduction(_ index: Int, _ readings: [Reading]) -> String {
    guard readings.indices.contains(index) else { return "" }
    let (reading, request) = (readings[index], readings[index].exchange.request)
    guard let id = reading.ids.first, id != reading.sent else { return Reproduction.curl(request) }
    if reading.sent == nil { return Reproduction.inTurn([request, request]) }
    guard let other = readings.first(where: { $0.sent == id })?.exchange.request else {
      return Reproduction.curl(request)
    }
    if reading.occasion == .keptConnection { return Reproduction.inTurn([other, request]) }
    // The upstream of `run --as` keeps one of them waiting.
    return Reproduction.concurrently(other.method == "GET" ? [request, other] : [other, request])
  }

  private static func failure(_ index: Int, _ readings: [Reading], _ header: String) -> Failure? {
    let (reading, before) = (readings[index], readings[..<index])
    let request = reading.exchange.request.words
    if case .noAnswer(let reason) = reading.exchange.outcome {
      // When other routes respond, a route without a response is another check's concern.
      return before.contains { $0.exchange.answer != nil } ? nil : Failure(name, request, .noResponse(reason))
    }
    let isFault = reading.exchange.isServerError && !reading.failsOnPurpose
    func failure(_ cause: String, _ sentence: String, next: String?) -> Failure {
      // After an exception that no one expected, the exception comes first.
      Failure(
        "request-id.\(cause)", "the response to \(request) (\(reading.exchange.statusText)) \(sentence)",
        next: isFault ? nil : next, isInLog: isFault)
    }
    guard let id = reading.ids.first, !id.isEmpty else {
      return failure("missing", "has no \(header)", next: whereToSet(header, reading, readings))
    }
    if reading.ids.count > 1 {
      let isSame = Set(reading.ids).count == 1
      return failure(
        "several",
        isSame
          ? "has the header \(header) \(reading.ids.count) times, each time with \(id.brief)"
          : "has the header \(header) \(reading.ids.count) times: \(reading.ids.map(\.brief).joined(separator: " and "))",
        next: "Replace the header instead of adding one: another place in the module has set it already.")
    }
    if let sent = reading.sent {
      if id == sent { return nil }
      let difference = difference(of: id, from: sent, reading, readings)
      return failure("not-the-callers", difference.sentence(header), next: difference.next)
    }
    guard let other = before.first(where: { $0.ids.contains(id) || $0.sent == id }) else { return nil }
    return failure(
      "reused",
      "has the \(header) \(id.brief), which "
        + (other.sent == id
          ? "the caller of \(other.exchange.request.words) had sent" : "an earlier response had too"),
      next:
        "Make a new ID for each request that has none, in the function that handles it: not when the server starts, "
        + "not for each connection, and not from a clock alone.")
  }

  private static func whereToSet(_ header: String, _ reading: Reading, _ readings: [Reading]) -> String? {
    let status = reading.exchange.status ?? 0
    let statuses = Set(readings.filter { $0.ids.isEmpty }.compactMap(\.exchange.status))
    // With several kinds of response without it, the check's own advice says more.
    guard statuses.count == 1 else { return nil }
    return switch status {
    case 404, 405:
      "No route answers this request, so set \(header) in a middleware that is around the whole app, not in a route, a "
        + "group, or a dependency."
    case 500...:
      "This response is made where the exception ends. Find that place: it must set \(header) itself, or be inside of "
        + "the middleware that does."
    case 400...: "A rejection leaves a route as an error. Set \(header) on the response that is made from it, too."
    default: nil
    }
  }

  private static func row(_ reading: Reading, _ failure: Failure?) -> ExchangeRow {
    let seen = failure == nil ? "it has" : reading.ids.isEmpty ? "no ID" : "another ID"
    return ExchangeRow(
      reading.exchange.request.words + (reading.sent == nil ? "" : ", with an ID"),
      expected: reading.sent == nil ? "a new ID" : "the same ID", seen: "\(reading.exchange.statusText), \(seen)",
      holds: failure == nil)
  }
}

extension RequestIDCheck {
  /// How the id of a response differs from that of its request.
  private struct Difference {
    let sentence: (_ header: String) -> String
    let next: String
  }

  private static func difference(
    of id: String, from sent: String, _ reading: Reading, _ readings: [Reading]
  ) -> Difference {
    if id.lowercased() == sent.lowercased() {
      return Difference(
        sentence: { "has the \($0) \(id.brief), which differs from the caller's \(sent.brief) in letter case only" },
        next: "An ID is not yours to tidy: return it exactly as it came, capital letters included.")
    }
    if sent.hasPrefix(id) {
      return Difference(
        sentence: { "has only the first \(id.count) of the \(sent.count) characters of the caller's \($0)" },
        next: "Return the caller's ID in its whole length.")
    }
    if let other = readings.first(where: { $0.sent == id && $0.exchange.request != reading.exchange.request }) {
      let occasion = reading.occasion == .sideBySide ? "was in progress at the same time" : "came before"
      return Difference(
        sentence: {
          "has the \($0) \(id.brief) of another request, \(other.exchange.request.words), which \(occasion); its caller "
            + "had sent \(sent.brief)"
        },
        next:
          "Keep the ID with its request, in a local variable or the request itself: whatever is outside of it, other "
          + "requests overwrite while this one waits.")
    }
    let kept = readings.filter { $0.sent != nil && $0.ids == [$0.sent] }
    return Difference(
      sentence: {
        "has the \($0) \(id.brief), but the caller had sent \(sent.brief)"
          + (reading.occasion == .keptConnection ? ", on a connection that had carried other requests" : "")
      },
      next: kept.isEmpty
        ? "Read the caller's ID from the request before making a new one, and return it as it came."
        : path(reading, readings, kept).map {
          "\($0), a new ID replaces the caller's, which other responses keep. Find what makes these responses, or sets "
            + "the header on them."
        }
          ?? "The IDs of other requests were kept. Keep this one too: it may have any form and length, and need not be a "
          + "UUID.")
  }
}

extension RequestIDCheck {
  /// The responses of this kind, if several were to have a caller's id and all of them lost it.
  private static func path(_ reading: Reading, _ readings: [Reading], _ kept: [Reading]) -> String? {
    let (status, method) = (reading.exchange.status, reading.exchange.request.method)
    func isKind(_ isAlike: (Exchange) -> Bool) -> Bool {
      readings.count { $0.sent != nil && isAlike($0.exchange) } > 1 && !kept.contains { isAlike($0.exchange) }
    }
    if let status, isKind({ $0.status == status }) { return "On responses with status \(status)" }
    return isKind { $0.request.method == method } ? "On responses to \(method)" : nil
  }
}

extension String {
  /// An id that fits into a sentence.
  fileprivate var brief: String { count <= 60 ? self : "\(prefix(40))… (\(count) characters)" }
}

internal import Base
internal import Bench
internal import Report

extension OnceCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let placed = measurement.placed
    let calls = placed.map(\.calls).reduce(measurement.strangers.count, +)
    let rows = placed.enumerated().map { row($0.offset + 1, $0.element) }
    return Finding(
      expected:
        "each \(noun) makes one upstream call, with the whole body that was sent, and returns the upstream's reply; one "
        + "call also when the upstream breaks off",
      passed:
        "\(placed.count.counted(noun)), \(calls.counted("upstream call")), each reply returned to its own \(noun)",
      failure: failure(measurement), reproduce: reproduction(measurement),
      numbers: [
        "requests": .count(placed.count), "calls": .count(calls),
        "most_calls": .count((placed + [measurement.broken].compactMap(\.self)).map(\.calls).max() ?? 0, .atMost(1)),
      ],
      exhibit: .exchanges((rows + (measurement.broken.map { [row($0)] } ?? [])).problemsFirst))
  }

  /// A command that shows it; `run` tells how many bytes the upstream got.
  private func reproduction(_ seen: Measurement) -> String {
    let wrong = seen.placed.first {
      !$0.isExcused && ($0.calls != 1 || $0.exchange.status != status || $0.difference != nil)
    }
    // The upstream of `run` does not break off as it does for the last request of this check.
    if wrong == nil, failure(seen) != nil { return "" }
    guard let request = (wrong ?? seen.placed.first)?.exchange.request else { return "" }
    if wrong?.manner.isRepeated == true { return Reproduction.inTurn([request, request]) }
    if wrong?.manner.sharedHeader != nil, let first = seen.placed.first?.exchange.request {
      return Reproduction.inTurn([first, request])
    }
    let isLong = request.body.utf8.count > Self.longestLine || (wrong?.manner.pieces ?? 1) > 1
    return isLong ? Reproduction.curl(request, textOf: request.body.utf8.count) : Reproduction.curl(request)
  }

  private static var longestLine: Int { 500 }

  private func failure(_ seen: Measurement) -> Failure? {
    let calls = seen.placed.map(\.calls).reduce(0, +)
    if let silent = seen.placed.first(where: { $0.exchange.answer == nil }), let problem = silent.exchange.problem() {
      return Failure(Self.name, silent.words, problem)
    }
    let isFault = seen.placed.contains { $0.exchange.isServerError }
    func failure(_ cause: String, _ sentence: String, next: String? = nil) -> Failure {
      Failure("once.\(cause)", sentence, next: next, isInLog: isFault)
    }
    if let repeated = seen.placed.first(where: { $0.calls > 1 }) {
      return failure("repeated", "\(repeated.words) made \(repeated.calls) upstream calls instead of 1")
    }
    if let cut = cut(seen) { return cut }
    if let other = seen.placed.first(where: { !$0.isExcused && $0.exchange.status != status }),
      let problem = other.exchange.problem(status: status)
    {
      return Failure(
        Self.name, other.words, problem, insteadOf: "\(status)",
        next: other.exchange.status == 413
          ? "Something refuses a body of this length: find the limit. Bodies of up to 200 KB must pass." : nil)
    }
    if let lost = seen.placed.first(where: { !$0.isExcused && $0.calls == 0 }) {
      if lost.manner.isRepeated {
        return failure(
          "no-call", "\(lost.words), with the same body as an earlier \(noun), made no upstream call",
          next: "Two \(noun)s may be alike, and each must be placed. Do not recognize them by their bodies.")
      }
      if let header = lost.manner.sharedHeader {
        return failure(
          "no-call", "\(lost.words) made no upstream call",
          next:
            "Proxies and pages may send one \(header) with several \(noun)s, and each must be placed. Do not recognize "
            + "them by it.")
      }
      if let field = lost.manner.furtherField, seen.strangers.contains(where: { $0.isObject(without: field) }) {
        return failure(
          "lost-field", "of \(lost.words) the upstream got a body without its field \"\(field)\"",
          next:
            "Pass on the bytes of the \(noun)'s body as they came. Read into a fixed set of fields and written anew, "
            + "it loses all others.")
      }
      guard let stranger = seen.strangers.first else {
        return failure("no-call", "\(lost.words) made no upstream call")
      }
      return failure(
        "other-body",
        stranger.isEmpty
          ? "the upstream was called without the \(noun)'s body"
          : "the upstream got another body than that of \(lost.words): \(stranger.prefix(Self.excerpt))",
        next: "Pass on the bytes of the \(noun)'s body as they came. If something else reads them first, keep them.")
    }
    if let broken = seen.broken, broken.calls > 1 {
      return failure(
        "retried",
        "the upstream broke off in the middle of its reply to one \(noun), and was called \(broken.calls) times",
        next:
          "A call whose reply was lost may have been carried out. Let it fail: only the caller knows whether to try "
          + "again.")
    }
    if let order = seen.broken.flatMap(madeUp) {
      return failure(
        "made-up",
        "the upstream broke off in the middle of its reply to one \(noun), and the response was \(status) all the same, "
          + "with \"\(order.field)\": \(order.value.excerpt), which is not from the upstream",
        next: "Whether the \(noun) was placed is not known: respond with an error, such as 502, and make up no reply.")
    }
    if let stranger = seen.strangers.first {
      let placed = seen.placed + [seen.broken].compactMap(\.self)
      return failure(
        "more-calls",
        "\((calls + (seen.broken?.calls ?? 0) + seen.strangers.count).counted("upstream call")) for "
          + placed.count.counted(noun) + "; one of them had "
          + (stranger.isEmpty ? "no body" : "a body that no \(noun) has: \(stranger.prefix(Self.excerpt))"),
        next: "Find what calls the upstream again with another body, such as a retry after the body was read.")
    }
    guard let other = seen.placed.first(where: { $0.difference != nil }), let difference = other.difference else {
      return nil
    }
    return Failure(
      Self.name, other.words, .field(difference),
      next: "Return what the upstream replied to this very \(noun), and keep nothing of an earlier one.")
  }

  /// What a response of success has although the upstream's reply never came; nil when the response is right.
  private func madeUp(_ broken: Placement) -> (field: String, value: JSONValue)? {
    guard let answer = broken.exchange.answer, answer.status == status, broken.calls == 0 || broken.difference != nil
    else { return nil }
    return answer.json.flatMap { body.value(in: $0) }
  }

  private static var excerpt: Int { 100 }

  /// Of a body that was passed on in part.
  private func cut(_ seen: Measurement) -> Failure? {
    for lost in seen.placed where lost.calls == 0 {
      let body = lost.exchange.request.body
      // A letter that was cut in two cannot be decoded.
      let parts = seen.strangers.map { $0.last == "\u{FFFD}" ? String($0.dropLast()) : $0 }
      guard let part = parts.first(where: { !$0.isEmpty && body.utf8.starts(with: $0.utf8) }) else { continue }
      let pieces = lost.manner.pieces
      return Failure(
        "once.cut-body",
        "of \(lost.exchange.request.words) the upstream got only the first \(part.utf8.count) of \(body.utf8.count) bytes"
          + (pieces > 1 ? " of a body that came in \(pieces) pieces" : ""),
        next: "A body may arrive in several pieces. Read all of them, or pass on each of them, before the upstream's "
          + "reply is awaited.")
    }
    return nil
  }

  private func row(_ number: Int, _ placed: Placement) -> ExchangeRow {
    ExchangeRow(
      "\(noun) \(number)", expected: "\(status), 1 call",
      seen: "\(placed.exchange.statusText), \(placed.calls.counted("call"))",
      holds: placed.isExcused || placed.exchange.status == status && placed.calls == 1 && placed.difference == nil)
  }

  private func row(_ broken: Placement) -> ExchangeRow {
    ExchangeRow(
      "one whose reply breaks off", expected: "an error, 1 call",
      seen: "\(broken.exchange.statusText), \(broken.calls.counted("call"))",
      holds: broken.calls <= 1 && madeUp(broken) == nil)
  }
}

extension OnceCheck.Placement {
  /// A body of unknown length, or with an unknown field, may be rejected, as long as nothing is placed.
  fileprivate var isExcused: Bool {
    guard calls == 0, let status = exchange.status else { return false }
    return manner.isChunked && status >= 400
      || manner.furtherField != nil && OnceCheck.refusalsOfFields.contains(status)
  }

  /// The request, and how it was sent if that matters.
  fileprivate var words: String {
    let request = exchange.request.words
    let bytes = exchange.request.body.utf8.count
    if manner.pieces > 1 { return "\(request) (\(bytes) bytes in \(manner.pieces) pieces)" }
    if let header = manner.sharedHeader { return "\(request) (another, with the \(header) of the one before)" }
    return bytes > 1_000 ? "\(request) (\(bytes) bytes)" : request
  }
}

extension String {
  /// True for a JSON object that has some fields, but not this one.
  fileprivate func isObject(without field: String) -> Bool {
    guard case .object(let fields)? = JSONValue(bytes: Array(utf8)) else { return false }
    return !fields.isEmpty && fields[field] == nil
  }
}

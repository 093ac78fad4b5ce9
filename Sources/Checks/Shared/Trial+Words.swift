internal import Base
internal import Bench
internal import Report

extension Trial {
  /// The failure of the trial, reported by the check of this name; nil when nothing is wrong.
  func failure(_ check: String) -> Failure? {
    switch problem {
    case nil: return nil
    case .leak:
      return Failure(
        "\(check).leak", "\(request) was rejected\(disclosed)",
        next: "Reject every request with the same words: nothing of any record belongs in an error response, neither "
          + "in its text nor in its headers.")
    case .response(.status(let status)) where !leaks.isEmpty:
      return Failure(
        "\(check).leak", "\(request) returned \(status)\(disclosed), instead of \(expected)", next: advice,
        isInLog: status >= 500)
    case .response(.field(let difference)):
      let origin = origin(of: difference)
      return Failure(
        "\(check).\(origin.code)", "\(request) returned \(difference.words(origin))",
        next: origin == .otherRecord ? Self.sharedValue : advice)
    case .response(let problem):
      return Failure(check, request, problem, insteadOf: expected, next: refusedOtherwise ?? advice)
    }
  }

  /// For a request that was rejected with a status that does not belong to this check.
  private var refusedOtherwise: String? {
    guard case .refused = demand, let status = exchange.status, (400...499).contains(status) else { return nil }
    return "The request was refused, but with \(status): every request that must be rejected gets \(expected), "
      + "however many came before it."
  }

  private static let sharedValue =
    "Look for anything that two requests share: a global variable, a cache, an object that is created once, a session, "
    + "connection or cursor of all requests. Pass a request's values on as parameters, and open its session for it "
    + "alone."

  /// The request, and when it was sent.
  private var request: String { "\(exchange.request.words) (\(occasion)\(addition))" }

  private var addition: String {
    switch circumstance {
    case .alone: ""
    case .after(let earlier): ", on the connection that just served: \(earlier.occasion)"
    case .besideOthers: isDueToOthers ? ", while other requests waited with it for a locked database" : ""
    }
  }

  fileprivate func reproduction(among all: [Trial]) -> String {
    let first = attempt.preparations.map { preparation in
      switch preparation {
      case .request(let request): Reproduction.curl(request)
      case .statement(let statement): Reproduction.sqlite(statement)
      }
    }
    if case .besideOthers = circumstance, isDueToOthers {
      let others = all.map(\.exchange.request).filter { $0 != exchange.request }
      let together = Reproduction.concurrently([exchange.request] + others.prefix(2))
      return Reproduction.steps(first + [Reproduction.whileLocked(together)])
    }
    let isPrepared = attempt.preparations.contains { if case .request = $0 { true } else { false } }
    let earlier = isPrepared ? nil : before?.request
    return Reproduction.steps(first + [Reproduction.inTurn([earlier, exchange.request])])
  }

  /// True for what one request alone seldom meets.
  private var isDueToOthers: Bool {
    if case .response(.field(let difference)) = problem { return origin(of: difference) == .otherRecord }
    return exchange.isServerError || exchange.answer == nil
  }

  /// The log says more about a server's own error.
  private var advice: String? { exchange.isServerError ? nil : attempt.advice }

  /// True when a slow machine could have caused it.
  var mayBeLate: Bool {
    if case .response(let problem) = problem { problem.mayBeLate } else { false }
  }

  var row: ExchangeRow {
    ExchangeRow(occasion, expected: expected, seen: seen, holds: problem == nil)
  }

  /// What the response to a rejected request disclosed.
  private var disclosed: String {
    leaks.first.map {
      ", with the \($0.kind) \"\($0.value.excerpt(60))\" in \(place(of: $0)), which this caller must not see"
    } ?? ""
  }

  /// Such as "its header etag, in hexadecimal digits".
  private func place(of leak: PrivateValue) -> String {
    guard let answer = exchange.answer else { return "it" }
    let fields = answer.headers.flatMap {
      [("its header \($0.name)", $0.value), ("the name of its header \($0.name)", $0.name)]
    }
    for (place, text) in fields + [("its body", answer.body)] where leak.isDisclosed(by: text, to: exchange.request) {
      let decoding = Decodings(text).all.first { leak.stands(in: String(decoding: $0.bytes, as: UTF8.self)) }
      return place + (decoding?.name.map { ", in \($0)" } ?? "")
    }
    return "it"
  }

  private var expected: String {
    switch demand {
    case .served(let fields): fields.count == 1 ? fields.first?.value.excerpt ?? "200" : "200"
    case .refused(let statuses): statuses.words
    }
  }

  private var seen: String {
    switch problem {
    case nil, .response(.status), .leak:
      guard let answer = exchange.answer else { return "nothing" }
      if case .served(let fields) = demand, problem == nil, fields.count == 1 {
        return fields.first?.value.excerpt ?? "200"
      }
      return "\(answer.status)" + (leaks.first.map { ", with a \($0.kind)" } ?? "")
    case .response(.noResponse): return "no response"
    case .response(.notJSON): return "not JSON"
    case .response(.field(let difference)): return difference.found?.excerpt ?? "nothing"
    }
  }
}

extension PrivateValue {
  fileprivate func isDisclosed(by text: String, to request: ProbeRequest) -> Bool {
    ![self].disclosed(by: Answer(status: 400, headers: [], body: text), to: request).isEmpty
  }

  /// Plainly, or a word of it.
  fileprivate func stands(in text: String) -> Bool {
    let text = text.lowercased()
    let words = value.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    return text.contains(value.lowercased()) || words.contains { $0.count > 6 && text.contains($0) }
  }
}

extension Trial.Origin {
  fileprivate var code: String {
    switch self {
    case .beforeTheChange: "old-value"
    case .otherRecord: "mixed-up"
    case .unknown: "wrong-field"
    }
  }

  fileprivate var words: String {
    switch self {
    case .beforeTheChange: ", which is the value from before it was changed,"
    case .otherRecord: ", which is from another record,"
    case .unknown: ""
    }
  }
}

extension FieldDifference {
  /// `"name": "Ada", which is from another record, instead of "Ken"`
  fileprivate func words(_ origin: Trial.Origin) -> String {
    "\"\(field)\": \(found?.excerpt ?? "nothing")\(origin.words) instead of \(expected.excerpt)"
  }
}

extension Set<Int> {
  /// "401, 403 or 422"
  fileprivate var words: String {
    self == Set(400...499) ? "a 4xx" : sorted().map(String.init).alternatives
  }
}

extension [Trial] {
  /// The first trial with a problem; one without a response only when no other has a problem.
  private var firstProblem: Trial? {
    first { $0.problem != nil && !$0.mayBeLate } ?? first { $0.problem != nil }
  }

  func finding(_ check: String, expected: String, passed: String) -> Finding {
    let failed = firstProblem
    return Finding(
      expected: expected, passed: passed, failure: failed?.failure(check),
      reproduce: (failed ?? first).map { $0.reproduction(among: self) } ?? "",
      numbers: ["requests": .count(count), "problems": .count(count { $0.problem != nil }, .atMost(0))],
      exhibit: .exchanges(map(\.row).problemsFirst))
  }
}

internal import Base
internal import Bench
internal import Report

extension Trial {
  /// What is wrong with it, in a sentence; nil when nothing is.
  var failure: String? {
    problem.map { "\(exchange.request.words) (\(occasion)) \(words($0))" }
  }

  /// True when a slow machine could have brought it about.
  var mayBeLate: Bool {
    if case .noAnswer = problem { true } else { false }
  }

  var row: ExchangeRow {
    ExchangeRow(occasion, expected: expected, seen: seen, holds: problem == nil)
  }

  private func words(_ problem: Problem) -> String {
    switch problem {
    case .noAnswer(let reason): "brought no answer: \(reason)"
    case .status(let status): "answered \(status)\(given), instead of \(expected)"
    case .notJSON: "answered a body that is no JSON"
    case .field(let difference):
      "answered \"\(difference.field)\": \(difference.found?.description ?? "nothing"), instead of "
        + difference.expected.description
    case .leak: "was refused\(given)"
    }
  }

  /// What a refusal gave away.
  private var given: String {
    leaks.first.map { ", with the \($0.kind) \"\($0.value)\" in it, which this caller must not see" } ?? ""
  }

  private var expected: String {
    switch demand {
    case .served(let fields): fields.first?.value.description ?? "200"
    case .refused(let statuses): statuses.words
    case .answered: "an answer"
    }
  }

  private var seen: String {
    switch problem {
    case nil, .status, .leak:
      guard let answer = exchange.answer else { return "nothing" }
      if case .served(let fields) = demand, problem == nil { return fields.first?.value.description ?? "200" }
      return "\(answer.status)" + (leaks.first.map { ", with a \($0.kind)" } ?? "")
    case .noAnswer: return "no answer"
    case .notJSON: return "no JSON"
    case .field(let difference): return difference.found?.description ?? "nothing"
    }
  }
}

extension Set<Int> {
  /// "401, 403 or 422"
  fileprivate var words: String {
    if self == Set(400...499) { return "a 4xx" }
    let codes = sorted().map(String.init)
    return codes.count < 2 ? codes.joined() : codes.dropLast().joined(separator: ", ") + " or \(codes[codes.count - 1])"
  }
}

extension [Trial] {
  /// The first one that is wrong; one that was not answered only when no other is.
  var firstFailure: Trial? {
    first { $0.problem != nil && !$0.mayBeLate } ?? first { $0.problem != nil }
  }

  /// What faces draw: those that are wrong first.
  var exhibit: [String: JSONValue] {
    let ordered = filter { $0.problem != nil } + filter { $0.problem == nil }
    return Exhibits.measurements(exchanges: ordered.prefix(8).map(\.row))
  }

  func finding(expected: String, held: String) -> Finding {
    let failed = firstFailure
    return Finding(
      failed == nil ? .pass : .fail, expected: expected, measured: failed?.failure ?? held,
      reproduce: (failed ?? first)?.exchange.request.curl ?? "",
      measurements: ["requests": .count(count), "problems": .count(count { $0.problem != nil })].merging(exhibit) {
        own, _ in own
      },
      dependsOnControl: failed?.mayBeLate ?? false,
      isInModuleLog: (failed?.exchange.status ?? 0) >= 500)
  }
}

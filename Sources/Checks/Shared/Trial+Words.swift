internal import Base
internal import Bench
internal import Report

extension Trial {
  /// The failure of the trial, reported by the check of this name; nil when nothing is wrong.
  func failure(_ check: String) -> Failure? {
    let request = "\(exchange.request.words) (\(occasion))"
    switch problem {
    case nil: return nil
    case .leak: return Failure("\(check).leak", "\(request) was rejected\(disclosed)")
    case .response(.status(let status)) where !leaks.isEmpty:
      return Failure(
        "\(check).leak", "\(request) returned \(status)\(disclosed), instead of \(expected)", isInLog: status >= 500)
    case .response(let problem): return Failure(check, request, problem, insteadOf: expected)
    }
  }

  /// True when a slow machine could have caused it.
  var mayBeLate: Bool {
    if case .response(let problem) = problem { problem.mayBeLate } else { false }
  }

  var row: ExchangeRow {
    ExchangeRow(occasion, expected: expected, seen: seen, holds: problem == nil)
  }

  /// What the response to a rejected request disclosed.
  private var disclosed: String {
    leaks.first.map { ", with the \($0.kind) \"\($0.value)\" in it, which this caller must not see" } ?? ""
  }

  private var expected: String {
    switch demand {
    case .served(let fields): fields.first?.value.excerpt ?? "200"
    case .refused(let statuses): statuses.words
    case .answered: "a response"
    }
  }

  private var seen: String {
    switch problem {
    case nil, .response(.status), .leak:
      guard let answer = exchange.answer else { return "nothing" }
      if case .served(let fields) = demand, problem == nil { return fields.first?.value.excerpt ?? "200" }
      return "\(answer.status)" + (leaks.first.map { ", with a \($0.kind)" } ?? "")
    case .response(.noResponse): return "no response"
    case .response(.notJSON): return "not JSON"
    case .response(.field(let difference)): return difference.found?.excerpt ?? "nothing"
    }
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
      reproduce: (failed ?? first).map { Reproduction.curl($0.exchange.request) } ?? "",
      numbers: ["requests": .count(count), "problems": .count(count { $0.problem != nil }, .atMost(0))],
      exhibit: .exchanges(map(\.row).problemsFirst))
  }
}

internal import Base
internal import Report

/// A check of a result as the formats of test runners know it: one test.
struct ResultCase: Sendable, Equatable {
  enum Status: String, Sendable {
    case passed = "pass"
    case failed = "fail"
    case inconclusive
    case notRun = "not run"
  }

  let id: String
  let title: String
  let isBonus: Bool
  let status: Status
  let points: Double
  let of: Double
  /// Nil for what was not measured.
  let outcome: CheckOutcome?
  /// What was seen, or why nothing was, on one line.
  let message: String

  /// Such as "loop: Nothing blocks the event loop (bonus)".
  var name: String { "\(id): \(title)\(isBonus ? " (bonus)" : "")".documentLine(300) }

  /// Everything that helps to understand it, in lines; empty for a check that passed or was not run.
  func detail(_ length: Int = 8_000) -> String {
    guard status != .notRun, let outcome, outcome.verdict != .pass else { return "" }
    var lines = ["Expected: \(outcome.expected)", "Measured: \(outcome.measured)"]
    if !outcome.next.isEmpty { lines.append("Next: \(outcome.next)") }
    if !outcome.reproduce.isEmpty { lines.append("By hand:\n\(outcome.reproduce)") }
    if let evidence = outcome.evidence, !evidence.text.isEmpty {
      lines.append((evidence.source == .compiler ? "The compiler's words:\n" : "From its log:\n") + evidence.text)
    }
    return lines.joined(separator: "\n").documentText(length)
  }

  private init(_ outcome: CheckOutcome, points: Double, of: Double, title: String, isBonus: Bool) {
    id = outcome.id.documentLine()
    self.title = title.documentLine()
    self.isBonus = isBonus
    status =
      switch outcome.verdict {
      case .pass: .passed
      case .fail: .failed
      case .inconclusive: .inconclusive
      }
    self.points = points
    self.of = of
    self.outcome = outcome
    message = outcome.measured.documentLine(1_000)
  }

  private init(id: String, title: String, isBonus: Bool = false, status: Status, of: Double = 0, message: String) {
    self.id = id.documentLine()
    self.title = title.documentLine()
    self.isBonus = isBonus
    self.status = status
    points = 0
    self.of = of
    outcome = nil
    self.message = message.documentLine(1_000)
  }
}

extension ResultCase {
  /// Every check that earns points, in the lesson's order; before them, what else was found: a module that did not start,
  /// a submission that was not taken, or why there is no grade.
  static func all(_ result: GradeResult) -> [ResultCase] {
    let outcomes = result.report?.checks ?? []
    let weighed = Set(result.score.checks.map(\.id))
    var cases = outcomes.filter { !weighed.contains($0.id) }.map {
      ResultCase($0, points: 0, of: 0, title: $0.title, isBonus: !$0.required)
    }
    if let judging = judging(result) { cases.insert(judging, at: 0) }
    for check in result.score.checks {
      if let outcome = outcomes.first(where: { $0.id == check.id }) {
        cases.append(
          ResultCase(outcome, points: check.points, of: check.of, title: check.title, isBonus: check.isBonus))
      } else {
        cases.append(
          ResultCase(
            id: check.id, title: check.title, isBonus: check.isBonus, status: .notRun, of: check.of,
            message: "Not run, because the module was not measured."))
      }
    }
    return cases
  }

  /// Nil when the report says it all.
  private static func judging(_ result: GradeResult) -> ResultCase? {
    switch result.outcome {
    case .passed, .failed: nil
    case .rejected:
      ResultCase(
        id: "submission", title: "The submission can be judged", status: .failed,
        message: result.problem ?? "The submission was not taken.")
    case .inconclusive, .infrastructure:
      ResultCase(
        id: "judging", title: "The submission was judged", status: .inconclusive, message: result.reason)
    }
  }
}

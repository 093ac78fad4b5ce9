internal import Bench

/// What one check found wrong with a module.
package struct Failure: Sendable, Equatable {
  /// A short stable code: the check's kind and what went wrong, such as "loop.blocked".
  package let cause: String
  package let sentence: String
  /// What to do next, in a sentence, when the cause says more than the check alone; nil for the check's own advice.
  package let next: String?
  /// True when a slow machine could have caused it; a machine cannot cause what the kernel saw.
  package let mayBeLate: Bool
  /// True when there was more of a response than pitfall reads, which no slow machine can cause.
  package var isTooLong: Bool { cause.hasSuffix(".too-long") }
  /// True when the module's log may say why, as after a 500.
  package let isInLog: Bool

  package init(
    _ cause: String, _ sentence: String, next: String? = nil, mayBeLate: Bool = false, isInLog: Bool = false
  ) {
    self.cause = cause
    self.sentence = sentence
    self.next = next
    self.mayBeLate = mayBeLate
    self.isInLog = isInLog
  }
}

extension Failure {
  /// Describes `problem` of `request`; `check` is the name of its kind.
  init(
    _ check: String, _ request: String, _ problem: ResponseProblem, insteadOf expected: String = "200",
    next: String? = nil
  ) {
    let sentence =
      switch problem {
      case .noResponse(let reason): "\(request) \(reason.words)"
      case .status(let status): "\(request) returned \(status) instead of \(expected)"
      case .notJSON: "\(request) returned a body that is not JSON"
      case .field(let difference): "\(request) returned \(difference.words)"
      }
    self.init(
      "\(check).\(problem.code)", sentence, next: next, mayBeLate: problem.mayBeLate, isInLog: problem.isServerError)
  }
}

extension FieldDifference {
  /// `"name": "Ada" instead of "Ken"`
  var words: String {
    "\"\(field)\": \(found?.excerpt ?? "nothing") instead of \(expected.excerpt)"
  }
}

extension ResponseProblem {
  fileprivate var code: String {
    switch self {
    case .noResponse(let reason): reason.isTooLong ? "too-long" : "no-response"
    case .status(let status): status >= 500 ? "server-error" : "wrong-status"
    case .notJSON: "not-json"
    case .field: "wrong-field"
    }
  }
}

internal import Base
package import Bench

/// A response that does not carry what the upstream replied to its very request.
package struct WrongAnswer: Sendable, Equatable {
  /// Where a wrong value comes from.
  package enum Origin: Sendable, Equatable {
    case earlierRequest, otherRequest, unknown
    /// To a call for this path, which no request was for.
    case otherCall(String)

    /// Looks for `value` in the replies to calls that were made before, and to these.
    init(of value: JSONValue?, calls: [UpstreamCall], earlier: [UpstreamCall]) {
      func hasIt(_ call: UpstreamCall) -> Bool { value.map { call.reply.values.contains($0) } ?? false }
      self = earlier.contains(where: hasIt) ? .earlierRequest : calls.contains(where: hasIt) ? .otherRequest : .unknown
    }
  }

  package let target: String
  package let problem: ResponseProblem
  package let origin: Origin

  package init(target: String, problem: ResponseProblem, origin: Origin = .unknown) {
    self.target = target
    self.problem = problem
    self.origin = origin
  }
}

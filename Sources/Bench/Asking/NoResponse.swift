internal import MiniServer

/// Why a request has no response that could be judged.
package struct NoResponse: Sendable, Equatable, CustomStringConvertible, ExpressibleByStringInterpolation {
  /// The reason, in a clause of its own.
  package let description: String
  /// What the request did, in a predicate: "got no response within 3.0 seconds".
  package let words: String
  /// True when there was more of a response than pitfall reads, which no slow machine can cause.
  package let isTooLong: Bool

  /// The error of a request.
  package init(_ error: any Error) {
    if case ClientError.tooLong(let excess) = error {
      self.init(excess: "\(excess)")
    } else {
      self.init(stringLiteral: "\(error)")
    }
  }

  package init(stringLiteral reason: String) {
    description = reason
    words = reason.hasPrefix("no ") ? "got \(reason)" : "got no response: \(reason)"
    isTooLong = false
  }

  /// `excess` says what there was too much of, such as "more than 4 MiB".
  package init(excess: String) {
    description = "the response had \(excess), and pitfall stopped reading"
    words = "returned \(excess), and pitfall stopped reading"
    isTooLong = true
  }
}

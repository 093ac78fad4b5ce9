package import Bench

/// A request of the patience check, and what is wrong with what became of it.
package struct PatienceReply: Sendable {
  package enum Problem: Sendable, Equatable {
    case response(ResponseProblem)
    /// A field, or several, that are not this request's.
    case field(FieldDifference, Origin)
    /// The stream ended after so many of the upstream's chunks.
    case cutShort(chunks: Int)
    /// The stream has other bytes than the upstream sent.
    case otherBody
    /// So many upstream calls were made for so many equal requests; `gap` is the time between the first call and the
    /// first that was too many.
    case askedAgain(calls: Int, requests: Int, gap: Duration)
    /// All fields were right, before the upstream had replied or the database could be read.
    case tooEarly
  }

  /// Where a value comes from.
  package enum Origin: Sendable, Equatable {
    /// The row, before it was changed.
    case oldRow
    /// The upstream's reply to an earlier request.
    case oldReply
    /// Another request that was in progress, or another row.
    case other
    /// It was never seen before.
    case nowhere
  }

  package let round: PatienceRequest.Round
  package let exchange: Exchange
  /// The status that the response must have.
  package let status: Int
  package let problem: Problem?
  /// When the problem showed, since the request was sent; without one, when the response came.
  package let elapsed: Duration
  /// True when there was no response for as long as the check waits.
  package let isGivenUp: Bool
  /// True when the upstream was called for it.
  package let isCalled: Bool

  package init(
    _ round: PatienceRequest.Round, _ exchange: Exchange, status: Int = 200, problem: Problem? = nil,
    elapsed: Duration = .zero, isGivenUp: Bool = false, isCalled: Bool = true
  ) {
    self.round = round
    self.exchange = exchange
    self.status = status
    self.problem = problem
    self.elapsed = elapsed
    self.isGivenUp = isGivenUp
    self.isCalled = isCalled
  }
}

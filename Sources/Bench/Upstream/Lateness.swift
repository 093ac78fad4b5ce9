/// How late the upstream's replies are, and which.
package struct Lateness: Sendable {
  package let delay: Duration
  private var lateParts: [Int]
  private let deadline: ContinuousClock.Instant?
  private let isLate: @Sendable (UpstreamCall) -> Bool

  /// Replies to calls for which `isLate` is true are late, unless they arrive after `deadline`. Of a stream, one part is:
  /// `lateParts` has that of each stream in turn, 0 for its head, 1 for its second chunk; when there are no more, streams
  /// are not late. All other parts come without a pause.
  package init(
    _ delay: Duration, lateParts: [Int] = [], deadline: ContinuousClock.Instant? = nil,
    of isLate: @escaping @Sendable (UpstreamCall) -> Bool = { _ in true }
  ) {
    self.delay = delay
    self.lateParts = lateParts
    self.deadline = deadline
    self.isLate = isLate
  }

  /// Nothing is late.
  package static let none = Lateness(.zero)

  func delay(of call: UpstreamCall) -> Duration {
    isLate(call) && deadline.map { call.arrived < $0 } ?? true ? delay : .zero
  }

  /// The late part of the next stream, and how late it is.
  mutating func latePart(of call: UpstreamCall) -> (delay: Duration, part: Int) {
    let delay = delay(of: call)
    guard delay > .zero, !lateParts.isEmpty else { return (.zero, 0) }
    return (delay, lateParts.removeFirst())
  }
}

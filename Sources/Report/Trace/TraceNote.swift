/// What an instrument could not see, and what the learner can do about it.
package struct TraceNote: Sendable, Equatable, Encodable {
  package let what: String
  /// Nil when nothing can be done about it.
  package let next: String?

  package init(_ what: String, next: String? = nil) {
    self.what = what
    self.next = next
  }
}

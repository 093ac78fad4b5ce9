/// Results that could not be written.
package struct WriteFailure: Sendable, Equatable {
  /// Says why.
  package let sentence: String
  /// False when the same was said before.
  package let isNew: Bool

  package init(sentence: String, isNew: Bool) {
    self.sentence = sentence
    self.isNew = isNew
  }
}

/// A token without what a copy can change at no cost: a name is a name, a literal a literal.
struct SourceToken: Sendable, Equatable {
  let word: String
  /// Counted from 1.
  let line: Int
}

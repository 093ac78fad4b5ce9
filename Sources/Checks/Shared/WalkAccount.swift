/// Which rows came how often, of those that were there from beginning to end.
package struct WalkAccount: Sendable, Equatable {
  /// How many those are.
  package let lasting: Int
  package let pages: Int
  /// The answer that broke the walk off.
  package let obstacle: PageExchange?
  /// Ids of those that never came.
  package let missing: [Int]
  /// Ids of rows that came more than once.
  package let repeated: [Int]

  package init(lasting: Int, pages: Int, obstacle: PageExchange? = nil, missing: [Int] = [], repeated: [Int] = []) {
    self.lasting = lasting
    self.pages = pages
    self.obstacle = obstacle
    self.missing = missing
    self.repeated = repeated
  }
}

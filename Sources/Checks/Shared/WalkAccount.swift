/// How often each row came, of those that were in the table from beginning to end.
package struct WalkAccount: Sendable, Equatable {
  /// The number of rows that were there all the time.
  package let lasting: Int
  package let pages: Int
  /// The response that ended the walk early.
  package let obstacle: PageExchange?
  /// The ids of rows that never came.
  package let missing: [Int]
  /// The ids of rows that came more than once.
  package let repeated: [Int]

  package init(lasting: Int, pages: Int, obstacle: PageExchange? = nil, missing: [Int] = [], repeated: [Int] = []) {
    self.lasting = lasting
    self.pages = pages
    self.obstacle = obstacle
    self.missing = missing
    self.repeated = repeated
  }
}

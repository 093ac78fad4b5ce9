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
  /// The first page with other rows than it must have.
  package let firstWrong: WalkPage?

  package init(
    lasting: Int, pages: Int, obstacle: PageExchange? = nil, missing: [Int] = [], repeated: [Int] = [],
    firstWrong: WalkPage? = nil
  ) {
    self.lasting = lasting
    self.pages = pages
    self.obstacle = obstacle
    self.missing = missing
    self.repeated = repeated
    self.firstWrong = firstWrong
  }

  /// Where a walk that did not return every row once went wrong.
  package enum Flaw: Sendable, Equatable {
    /// A page with fewer rows than requested, though there were more: a client takes it for the last one.
    case shortPage(WalkPage)
    case longPage(WalkPage)
    /// The pages were right until the change.
    case reordered(WalkPage)
    /// Rows that are not in ascending order.
    case unordered(WalkPage)
    /// A page that begins with a row of the page before.
    case overlap(WalkPage)
    case wrongPage(WalkPage?)
  }

  /// Nil when every row came once.
  package var flaw: Flaw? {
    guard !missing.isEmpty || !repeated.isEmpty else { return nil }
    guard let firstWrong, let rows = firstWrong.exchange.page.rows else { return .wrongPage(firstWrong) }
    let (ids, wanted) = (rows.compactMap(\.id), firstWrong.wanted.compactMap(\.id))
    if firstWrong.isAfterChange, ids != ids.sorted() { return .reordered(firstWrong) }
    if rows.count < wanted.count { return .shortPage(firstWrong) }
    if rows.count > wanted.count, ids.starts(with: wanted) { return .longPage(firstWrong) }
    if ids != ids.sorted() { return .unordered(firstWrong) }
    if ids.dropFirst().starts(with: wanted.dropLast()) { return .overlap(firstWrong) }
    return .wrongPage(firstWrong)
  }
}

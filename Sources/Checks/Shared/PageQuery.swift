/// The numbers that a request for a page names; nil for each that it leaves out.
package struct PageQuery: Sendable, Equatable {
  package let skip: Int?
  package let limit: Int?
  package let after: Int?

  package init(skip: Int? = nil, limit: Int? = nil, after: Int? = nil) {
    self.skip = skip
    self.limit = limit
    self.after = after
  }

  /// The rows of the page, from all rows of the table by ascending ID; `usual` of them when it names no limit.
  package func rows(of table: [PageRow], usual: Int) -> [PageRow] {
    let rest = after.map { after in table.filter { $0.id.map { $0 > after } ?? false } } ?? table
    return Array(rest.dropFirst(skip ?? 0).prefix(limit ?? usual))
  }
}

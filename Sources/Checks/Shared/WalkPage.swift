/// A page that was read on a walk through a table.
package struct WalkPage: Sendable, Equatable {
  package let exchange: PageExchange
  /// The rows that it must have.
  package let wanted: [PageRow]
  /// Whether it was requested after the change in the middle of the walk.
  package let isAfterChange: Bool

  package init(_ exchange: PageExchange, wanted: [PageRow], isAfterChange: Bool = false) {
    self.exchange = exchange
    self.wanted = wanted
    self.isAfterChange = isAfterChange
  }

  package var isRight: Bool { exchange.page.rows == wanted }

  /// True for an error response instead of a page without rows, which ends a walk as well.
  var isRefusedEnd: Bool { wanted.isEmpty && exchange.page.status.map { (400..<500).contains($0) } ?? false }
}

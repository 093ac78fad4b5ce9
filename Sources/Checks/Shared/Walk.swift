/// Reads a table to its end, page after page, and remembers what came.
package struct Walk {
  package private(set) var pages: [PageExchange] = []
  /// Of all rows that came, in the order in which they did.
  package private(set) var ids: [Int] = []
  /// The answer that broke it off.
  package private(set) var obstacle: PageExchange?

  /// `next` asks for the page after those that came; `isEnd` is asked when one is there; `change` may change the table.
  ///
  /// It ends after `count` pages, or `mostRows`, for a module may bring all rows with each page.
  package static func through(
    atMost count: Int, mostRows: Int, next: (Walk) async throws -> PageExchange, isEnd: (Walk) -> Bool,
    change: (Walk) async throws -> Void
  ) async throws -> Walk {
    var walk = Walk()
    while walk.pages.count < count {
      let exchange = try await next(walk)
      walk.pages.append(exchange)
      guard let rows = exchange.page.rows, !rows.contains(where: { $0.id == nil }) else {
        walk.obstacle = exchange
        return walk
      }
      walk.ids += rows.compactMap(\.id)
      if isEnd(walk) || walk.ids.count > mostRows { return walk }
      try await change(walk)
    }
    return walk
  }

  /// What the last page brought.
  package var lastRows: [PageRow] { pages.last?.page.rows ?? [] }

  /// Held against the ids that were there all the time.
  package func account(of lasting: Set<Int>) -> WalkAccount {
    var times: [Int: Int] = [:]
    for id in ids { times[id, default: 0] += 1 }
    return WalkAccount(
      lasting: lasting.count, pages: pages.count, obstacle: obstacle,
      missing: obstacle == nil ? lasting.subtracting(times.keys).sorted() : [],
      repeated: times.filter { $0.value > 1 }.keys.sorted())
  }
}

/// Reads a table to its end, page after page, and remembers the rows.
package struct Walk {
  package private(set) var pages: [WalkPage] = []
  /// The ids of all rows, in the order in which they came.
  package private(set) var ids: [Int] = []
  /// The response that ended the walk early.
  package private(set) var obstacle: PageExchange?

  /// `next` requests the page after those read so far; `isEnd` is called after each page; `change` may change the table.
  ///
  /// The walk ends after `count` pages or `mostRows` rows, because a module may return all rows with each page.
  package static func through(
    atMost count: Int, mostRows: Int, next: (Walk) async throws -> WalkPage, isEnd: (Walk) -> Bool,
    change: (Walk) async throws -> Void
  ) async throws -> Walk {
    var walk = Walk()
    while walk.pages.count < count {
      let page = try await next(walk)
      walk.pages.append(page)
      guard let rows = page.exchange.page.rows, !rows.contains(where: { $0.id == nil }) else {
        if !page.isRefusedEnd { walk.obstacle = page.exchange }
        return walk
      }
      walk.ids += rows.compactMap(\.id)
      if isEnd(walk) || walk.ids.count > mostRows { return walk }
      try await change(walk)
    }
    return walk
  }

  /// The rows of the last page.
  package var lastRows: [PageRow] { pages.last?.exchange.page.rows ?? [] }

  /// Compares the ids read with those that were in the table all the time.
  package func account(of lasting: Set<Int>) -> WalkAccount {
    var times: [Int: Int] = [:]
    for id in ids { times[id, default: 0] += 1 }
    return WalkAccount(
      lasting: lasting.count, pages: pages.count, obstacle: obstacle,
      missing: obstacle == nil ? lasting.subtracting(times.keys).sorted() : [],
      repeated: times.filter { $0.value > 1 }.keys.sorted(),
      firstWrong: pages.first { !$0.isRight && !$0.isRefusedEnd })
  }
}

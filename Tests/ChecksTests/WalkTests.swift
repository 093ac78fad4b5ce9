import Checks
import Testing

/// Reading a table to its end.
@Suite(.timeLimit(.minutes(10)))
struct WalkTests {
  /// A walk over `pages`, which ends after a page with fewer than two rows.
  private func walk(
    _ pages: [Page], wanted: [PageRow]? = nil, atMost count: Int = 10, mostRows: Int = 100,
    change: (Walk) async throws -> Void = { _ in }
  ) async throws -> Walk {
    try await Walk.through(atMost: count, mostRows: mostRows) { walk in
      WalkPage(
        PageExchange(request("/users?page=\(walk.pages.count)"), pages[walk.pages.count]),
        wanted: wanted ?? pages[walk.pages.count].rows ?? [])
    } isEnd: {
      $0.lastRows.count < 2
    } change: {
      try await change($0)
    }
  }

  @Test("A walk remembers the ids in their order of arrival, and ends with the last page")
  func reads() async throws {
    let walk = try await walk([.rows([row(3), row(1)]), .rows([row(2)]), .rows([row(9)])])
    #expect(walk.ids == [3, 1, 2])
    #expect(walk.pages.map(\.exchange.request.target) == ["/users?page=0", "/users?page=1"])
    #expect(walk.lastRows == [row(2)])
    #expect(walk.obstacle == nil)
  }

  @Test("The table is changed after every page but the last")
  func changes() async throws {
    var counts: [Int] = []
    _ = try await walk([.rows(rows(1...2)), .rows(rows(3...4)), .rows([])]) { counts.append($0.pages.count) }
    #expect(counts == [1, 2])
  }

  @Test("A response that is not a page, and a row without an id, end the walk early")
  func breaksOff() async throws {
    for obstacle in [
      Page.status(500), .noList, .noAnswer("it hung up"), .rows([row(3), PageRow(id: nil, fields: [:])]),
    ] {
      let walk = try await walk([.rows(rows(1...2)), obstacle, .rows(rows(5...6))], wanted: rows(1...2))
      #expect(walk.obstacle?.page == obstacle)
      #expect(walk.pages.count == 2)
      #expect(walk.ids == [1, 2])
    }
  }

  @Test("A walk over an endless module stops after a number of pages or of rows")
  func isBounded() async throws {
    let endless = Array(repeating: Page.rows(rows(1...2)), count: 10)
    #expect(try await walk(endless, atMost: 4).pages.count == 4)
    #expect(try await walk(endless, mostRows: 5).ids.count == 6)
  }

  @Test("Rows that were in the table throughout are missing or came more than once; others are not counted")
  func accounts() async throws {
    let walk = try await walk([.rows([row(1), row(3)]), .rows([row(3), row(8)]), .rows([])])
    #expect(walk.account(of: [1, 2, 3]) == WalkAccount(lasting: 3, pages: 3, missing: [2], repeated: [3]))
  }

  @Test("After a failed request no row counts as missing, because the rest was not requested")
  func accountsForObstacles() async throws {
    let walk = try await walk([.rows(rows(1...2)), .status(500)], wanted: rows(1...2))
    let account = walk.account(of: [1, 2, 3])
    #expect(account.missing == [])
    #expect(account.obstacle?.page == .status(500))
  }

  @Test("An error response instead of an empty page ends a walk without being an obstacle")
  func endsWithARefusal() async throws {
    let walk = try await walk([.rows(rows(1...2)), .status(404)])
    #expect(walk.obstacle == nil)
    #expect(walk.account(of: [1, 2]).firstWrong == nil)
    #expect(try await self.walk([.rows(rows(1...2)), .status(500)]).obstacle?.page == .status(500))
  }

  @Test("The account names the first page that is not as it must be, and what is wrong with it")
  func findsTheFlaw() {
    func flaw(_ rows: [PageRow], wanted: [PageRow], isAfterChange: Bool = false) -> (WalkAccount.Flaw?, WalkPage) {
      let page = WalkPage(PageExchange(request(), .rows(rows)), wanted: wanted, isAfterChange: isAfterChange)
      return (WalkAccount(lasting: 9, pages: 3, missing: [7], firstWrong: page).flaw, page)
    }
    let (short, shortPage) = flaw(rows(1...2), wanted: rows(1...3))
    #expect(short == .shortPage(shortPage))
    let (long, longPage) = flaw(rows(1...4), wanted: rows(1...3))
    #expect(long == .longPage(longPage))
    let (reordered, reorderedPage) = flaw(rows(7...9).reversed(), wanted: rows(1...3), isAfterChange: true)
    #expect(reordered == .reordered(reorderedPage))
    let (unordered, unorderedPage) = flaw(rows(1...3).reversed(), wanted: rows(1...3))
    #expect(unordered == .unordered(unorderedPage))
    let (overlap, overlapPage) = flaw(rows(3...5), wanted: rows(4...6))
    #expect(overlap == .overlap(overlapPage))
    let (wrong, wrongPage) = flaw(rows(7...9), wanted: rows(1...3))
    #expect(wrong == .wrongPage(wrongPage))
    #expect(WalkAccount(lasting: 9, pages: 3).flaw == nil)
  }
}

import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PageRuleTests {
  private func judge(
    _ page: Page, _ wish: PageCheck.Wish, query: PageQuery = PageQuery(limit: 3), table: [PageRow] = [],
    pong: String = #"{"message": "pong"}"#, usual: [PageRow] = []
  ) throws -> Finding {
    try PageCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      PageCheck.Measurement(
        table: table, ping: Exchange(request("/ping"), .answer(Answer(status: 200, body: pong))),
        pages: [
          PageCheck.Reading(PageQuery(), PageExchange(request("/users"), .rows(usual)), .rows(usual)),
          PageCheck.Reading(query, PageExchange(request("/users?limit=3"), page), wish),
        ]))
  }

  @Test("The requested rows pass, and so does a 4xx where one is allowed")
  func passes() throws {
    let first = PageCheck.Wish.firstOf(rows(1...3), mayBeEmpty: false)
    for (page, wish) in [
      (Page.rows(rows(1...3)), PageCheck.Wish.rows(rows(1...3))), (.rows(rows(1...3)), first),
      (.rows(rows(1...1)), first),
      (.status(422), first), (.status(404), first), (.rows([]), .firstOf(rows(1...3), mayBeEmpty: true)),
    ] {
      #expect(try judge(page, wish).verdict == .pass)
    }
  }

  @Test("Too many rows, too few, wrong ones, a server error and a 4xx to an ordinary page fail")
  func fails() throws {
    let three = PageCheck.Wish.rows(rows(1...3))
    let first = PageCheck.Wish.firstOf(rows(1...3), mayBeEmpty: false)
    for (page, wish, cause, part) in [
      (Page.rows(rows(1...4)), three, "limit-ignored", "GET /users?limit=3 returned 4 rows instead of 3 rows"),
      (.rows([row(1)]), three, "too-few", "returned 1 row instead of 3 rows"),
      (
        .rows([row(1), row(2, "Ken"), row(3)]), three, "wrong-fields",
        #"row 2 of the response is {"id":2,"name":"Ken"} instead of"#
      ),
      (.status(422), three, "no-page", "returned 422 instead of 3 rows"),
      (.noList, three, "no-page", "a body that is not a JSON list instead of 3 rows"),
      (.noAnswer("it hung up"), three, "no-page", "GET /users?limit=3 got no response: it hung up"),
      (.rows(rows(1...4)), first, "limit-ignored", "returned 4 rows instead of 1 to 3 rows, or a 4xx"),
      (.rows([]), first, "too-few", "returned 0 rows instead of 1 to 3 rows"),
      (.rows(rows(2...3)), first, "wrong-rows", #"row 1 of the response is {"id":2,"name":"Ada"}"#),
      (.status(500), first, "no-page", "returned 500"),
      (
        .rows(rows(1...4)), .atMost(3), "limit-ignored",
        "GET /users?limit=3 returned 4 rows instead of at most 3 rows, or a 4xx"
      ),
      (.status(500), .atMost(3), "no-page", "returned 500"),
      (.rows([row(1)]), .firstOf([], mayBeEmpty: true), "limit-ignored", "returned 1 row instead of no rows"),
    ] {
      let finding = try judge(page, wish)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "page.\(cause)")
      #expect(finding.measured.contains(part))
      #expect(finding.reproduce == #"curl -si "${URL:?}/users?limit=3""#)
      #expect(finding.isInModuleLog == (page == .status(500)))
    }
  }

  @Test("A /ping that is not answered with \"pong\" fails")
  func needsPings() throws {
    let finding = try judge(.rows([]), .rows([]), pong: "{}")
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "page.wrong-field")
    #expect(finding.measured == "GET /ping returned \"message\": nothing instead of \"pong\"")
  }

  @Test("Rows of another place, too many and too few are traced back to the mistake that they are typical of")
  func advises() throws {
    // IDs with gaps: 1, 4, 7, …
    let table = (0..<300).map { row(3 * $0 + 1) }
    func page(_ skip: Int, _ count: Int) -> Page { .rows(Array(table.dropFirst(skip).prefix(count))) }
    func range(_ from: Int, _ to: Int) -> Page { .rows(table.filter { $0.id.map { $0 > from && $0 <= to } ?? false }) }
    let gap = Page.rows(Array(table[0..<3]) + Array(table[4..<10]))
    let mixed = Page.rows([table[7], table[2], table[0]])
    let cases: [(PageQuery, Page, String, String)] = [
      (PageQuery(skip: 20, limit: 5), page(0, 5), "skip-ignored", "OFFSET"),
      (PageQuery(skip: 20, limit: 5), page(100, 5), "page-number", "not pages"),
      (PageQuery(skip: 20, limit: 5), page(95, 5), "page-number", "not pages"),
      (PageQuery(skip: 20, limit: 5), page(19, 5), "off-by-one", "exactly 20 rows"),
      (PageQuery(skip: 20, limit: 5), page(21, 5), "off-by-one", "exactly 20 rows"),
      (PageQuery(skip: 20, limit: 5), page(7, 5), "id-as-position", "IDs have gaps"),
      (PageQuery(limit: 33), range(0, 33), "id-as-position", "IDs have gaps"),
      (PageQuery(skip: 20, limit: 5), page(60, 5), "wrong-place", "leaves out 20 rows"),
      (PageQuery(skip: -5), page(295, 5), "negative-skip", "counts from the end"),
      (PageQuery(limit: 30), .rows(Array(table.prefix(30).reversed())), "not-in-order", "ORDER BY"),
      (PageQuery(), page(0, 300), "no-default", "give limit that default"),
      (PageQuery(), page(0, 5), "no-default", "give limit that default"),
      (PageQuery(), gap, "dropped-rows", "names repeat"),
      (PageQuery(limit: 8), mixed, "dropped-rows", "names repeat"),
      (PageQuery(skip: 20), page(20, 20), "no-default", "GET /users has that default"),
      (PageQuery(limit: 250, after: 1), page(1, 250), "uncapped", "with `after` as well"),
      (PageQuery(limit: -2, after: 1), page(1, 299), "limit-below-one", "with `after` as well"),
      (PageQuery(limit: 250), page(0, 250), "uncapped", "Clamp limit to 100"),
      (PageQuery(limit: 250), page(0, 0), "empty-for-large", "neither"),
      (PageQuery(limit: -2), page(0, 300), "limit-below-one", "negative LIMIT"),
      (PageQuery(limit: 40), page(0, 10), "too-few", "as many rows as limit says"),
      (PageQuery(limit: 30), page(0, 60), "limit-ignored", "Pass limit on"),
    ]
    for (query, page, cause, next) in cases {
      let isExact = (1...100).contains(query.limit ?? 10) && (query.skip ?? 0) >= 0
      let rows = PageQuery(skip: max(query.skip ?? 0, 0), limit: isExact ? query.limit : 100).rows(of: table, usual: 10)
      let wish: PageCheck.Wish =
        query.after != nil ? .atMost(100) : isExact ? .rows(rows) : .firstOf(rows, mayBeEmpty: (query.limit ?? 0) < 1)
      let finding = try judge(page, wish, query: query, table: table)
      #expect(finding.cause == "page.\(cause)", "\(query): \(finding.measured)")
      #expect(finding.next?.contains(next) == true, "\(finding.next ?? "nil")")
    }
  }
}

import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PageRuleTests {
  private func judge(_ page: Page, _ wish: PageCheck.Wish, pong: String = #"{"message": "pong"}"#) throws -> Finding {
    try PageCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      PageCheck.Measurement(
        ping: Exchange(request("/ping"), .answer(Answer(status: 200, body: pong))),
        pages: [(PageExchange(request("/users?limit=3"), page), wish)]))
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
      (Page.rows(rows(1...4)), three, "wrong-count", "GET /users?limit=3 returned 4 rows instead of 3 rows"),
      (.rows([row(1)]), three, "wrong-count", "returned 1 row instead of 3 rows"),
      (
        .rows([row(1), row(2, "Ken"), row(3)]), three, "wrong-rows",
        #"row 2 of the response is {"id":2,"name":"Ken"} instead of"#
      ),
      (.status(422), three, "no-page", "returned 422 instead of 3 rows"),
      (.noList, three, "no-page", "a body that is not a JSON list instead of 3 rows"),
      (.noAnswer("it hung up"), three, "no-page", "GET /users?limit=3 got no response: it hung up"),
      (.rows(rows(1...4)), first, "wrong-count", "returned 4 rows instead of 1 to 3 rows, or a 4xx"),
      (.rows([]), first, "wrong-count", "returned 0 rows instead of 1 to 3 rows"),
      (.rows(rows(2...3)), first, "wrong-rows", #"row 1 of the response is {"id":2,"name":"Ada"}"#),
      (.status(500), first, "no-page", "returned 500"),
      (.rows([row(1)]), .firstOf([], mayBeEmpty: true), "wrong-count", "returned 1 row instead of no rows"),
    ] {
      let finding = try judge(page, wish)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "page.\(cause)")
      #expect(finding.measured.contains(part))
      #expect(finding.reproduce == "curl -si 'http://127.0.0.1:8000/users?limit=3'")
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
}

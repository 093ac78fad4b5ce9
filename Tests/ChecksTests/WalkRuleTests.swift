import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct WalkRuleTests {
  private func judge(_ account: WalkAccount, again: [WalkPage] = [], index: String? = nil) throws -> Finding {
    try WalkCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      WalkCheck.Measurement(appended: 20, account: account, again: again, index: index))
  }

  private func page(_ rows: [PageRow], wanted: [PageRow], isAfterChange: Bool = false) -> WalkPage {
    WalkPage(
      PageExchange(request("/users?skip=50&limit=3"), .rows(rows)), wanted: wanted, isAfterChange: isAfterChange)
  }

  @Test("A walk that returns every row once passes")
  func passes() throws {
    let again = page(rows(1...3), wanted: rows(1...3), isAfterChange: true)
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 21), again: [again])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "1000 rows in 21 pages, each of them once")
  }

  @Test("Rows that were never returned or returned twice are counted, and the page where it began is named")
  func fails() throws {
    let obstacle = PageExchange(request("/users?skip=50"), .status(500))
    let anonymous = PageExchange(request(), .rows([PageRow(id: nil, fields: [:])]))
    func account(_ page: WalkPage, missing: [Int] = [7, 9], repeated: [Int] = []) -> WalkAccount {
      WalkAccount(lasting: 1_000, pages: 21, missing: missing, repeated: repeated, firstWrong: page)
    }
    let start = "2 of 1000 rows were never returned, the first with ID 7. The first wrong page"
    for (account, cause, part, next) in [
      (
        account(page(rows(51...52), wanted: rows(51...53))), "short-page",
        "\(start): GET /users?skip=50&limit=3 returned 2 rows instead of 3, and a client takes a short page for the last one",
        "by position"
      ),
      (
        account(page(rows(7...9).reversed(), wanted: rows(51...53), isAfterChange: true)), "reordered",
        "\(start), after the index was created: GET /users?skip=50&limit=3, where row 1 has ID 9 instead of 51",
        "ORDER BY id"
      ),
      (
        account(page(rows(51...53).reversed(), wanted: rows(51...53))), "unordered", "row 1 has ID 53 instead of 51",
        "ascending id"
      ),
      (
        account(page(rows(50...52), wanted: rows(51...53)), missing: [], repeated: [4]), "overlap",
        "1 row was returned more than once, the first with ID 4. The first", "right after the rows"
      ),
      (
        account(page(rows(51...54), wanted: rows(51...53)), missing: [7], repeated: [4, 5]), "long-page",
        "1 of 1000 rows was never returned, the first with ID 7; 2 rows were returned more than once", "Pass limit on"
      ),
      (account(page(rows(7...9), wanted: rows(51...53))), "wrong-page", "row 1 has ID 7 instead of 51", "OFFSET"),
      (
        account(page(rows(7...9), wanted: rows(51...53), isAfterChange: true)), "wrong-page",
        "row 1 has ID 7 instead of 51", "OFFSET"
      ),
      (WalkAccount(lasting: 1_000, pages: 2, obstacle: obstacle), "no-page", "GET /users?skip=50 returned 500", nil),
      (WalkAccount(lasting: 1_000, pages: 1, obstacle: anonymous), "no-id", "without an ID", "the ID of every row"),
    ] {
      let finding = try judge(account)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "walk.\(cause)")
      #expect(finding.measured.contains(part), "\(finding.measured)")
      #expect(next.map { finding.next?.contains($0) == true } ?? (finding.next == nil))
      #expect(finding.isInModuleLog == (account.obstacle == obstacle))
    }
  }

  @Test("A page near the start that was right before the index fails when it is not any more")
  func comparesEarlyPages() throws {
    let again = page(rows(7...9), wanted: rows(1...3), isAfterChange: true)
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 21), again: [again], index: "CREATE INDEX x")
    #expect(finding.cause == "walk.reordered")
    #expect(finding.measured.contains("was right before the index was created, and then it was not: row 1 has ID 7"))
    #expect(
      finding.reproduce.contains("3\"; sqlite3 -cmd '.timeout 3000' \"${DATABASE_PATH:?}\" 'CREATE INDEX x'; curl"))
    let lost = WalkPage(PageExchange(request(), .status(500)), wanted: rows(1...3), isAfterChange: true)
    #expect(try judge(WalkAccount(lasting: 9, pages: 2), again: [lost]).cause == "walk.no-page")
  }
}

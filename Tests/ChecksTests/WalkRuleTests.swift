import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct WalkRuleTests {
  private func judge(_ account: WalkAccount) throws -> Finding {
    try WalkCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      WalkCheck.Measurement(
        requests: [request("/users?skip=0&limit=50"), request("/users?skip=500&limit=50")], appended: 20,
        account: account))
  }

  @Test("A walk that returns every row once passes")
  func passes() throws {
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 21))
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "1000 rows in 21 pages, each of them once")
  }

  @Test("Rows that were never returned or returned twice are counted, and a response that is not a page is reported")
  func fails() throws {
    let obstacle = PageExchange(request("/users?skip=50"), .status(500))
    let anonymous = PageExchange(request(), .rows([PageRow(id: nil, fields: [:])]))
    for (account, cause, part) in [
      (
        WalkAccount(lasting: 1_000, pages: 21, missing: [7, 9]), "missing",
        "2 of 1000 rows were never returned, the first with ID 7"
      ),
      (
        WalkAccount(lasting: 1_000, pages: 21, missing: [7], repeated: [4, 5]), "missing",
        "1 of 1000 rows was never returned, the first with ID 7; 2 rows were returned more than once"
      ),
      (
        WalkAccount(lasting: 1_000, pages: 21, repeated: [4]), "repeated",
        "1 row was returned more than once, the first with ID 4"
      ),
      (WalkAccount(lasting: 1_000, pages: 2, obstacle: obstacle), "no-page", "GET /users?skip=50 returned 500"),
      (WalkAccount(lasting: 1_000, pages: 1, obstacle: anonymous), "no-id", "without an ID"),
    ] {
      let finding = try judge(account)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "walk.\(cause)")
      #expect(finding.measured.contains(part))
      #expect(finding.isInModuleLog == (account.obstacle == obstacle))
    }
  }
}

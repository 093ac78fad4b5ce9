import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct WalkRuleTests {
  private func judge(_ account: WalkAccount) throws -> Finding {
    try WalkCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      WalkCheck.Measurement(
        requests: [request("/users?skip=0&limit=50"), request("/users?skip=500&limit=50")], appended: 20,
        account: account))
  }

  @Test("Every row once passes")
  func passes() throws {
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 21))
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "1000 rows in 21 pages, each of them once")
  }

  @Test("Rows that never came or came twice are counted, an answer that is no page is named")
  func fails() throws {
    let obstacle = PageExchange(request("/users?skip=50"), .status(500))
    let anonymous = PageExchange(request(), .rows([PageRow(id: nil, fields: [:])]))
    for (account, part) in [
      (WalkAccount(lasting: 1_000, pages: 21, missing: [7, 9]), "2 of 1000 rows never came, the first with id 7"),
      (WalkAccount(lasting: 1_000, pages: 21, repeated: [4]), "1 row came more than once, the first with id 4"),
      (WalkAccount(lasting: 1_000, pages: 2, obstacle: obstacle), "GET /users?skip=50 answered 500"),
      (WalkAccount(lasting: 1_000, pages: 1, obstacle: anonymous), "without an id"),
    ] {
      let finding = try judge(account)
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
      #expect(finding.isInModuleLog == (account.obstacle == obstacle))
    }
  }
}

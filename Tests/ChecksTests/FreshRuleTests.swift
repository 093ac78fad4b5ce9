import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FreshRuleTests {
  private typealias Step = FreshCheck.Step

  private static let renaming = FreshCheck.Change.renamed(1, from: .text("Ada"), to: .text("XQ"))

  private func judge(
    _ change: FreshCheck.Change = renaming, before: Page? = .rows([row(1), row(2)]), wanted: [PageRow]?,
    _ page: Page, onNew: Page? = nil, onKeptAgain: Page? = nil
  ) throws -> Finding {
    try judge([
      Step(
        request: request("/users?skip=3"), change: change, before: before, wanted: wanted, onKept: page,
        onNew: onNew ?? page, onKeptAgain: onKeptAgain)
    ])
  }

  private func judge(_ steps: [FreshCheck.Step], first: Page = .rows([row(1), row(2)])) throws -> Finding {
    try FreshCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}")).judge(
      FreshCheck.Measurement(first: PageExchange(request(), first), column: "name", steps: steps))
  }

  @Test("Changes that are visible immediately pass")
  func passes() throws {
    for (change, page) in [
      (Self.renaming, Page.rows([row(1, "XQ"), row(2)])), (.deleted(2), .rows([row(1), row(3)])),
      (.inserted(2), .rows([row(1), row(2)])), (.appended(1), .rows([row(1), row(9)])),
    ] {
      let finding = try judge(change, wanted: page.rows, page)
      #expect(finding.verdict == .pass)
      #expect(finding.measured.contains("each of the 1 changes was visible immediately"))
    }
  }

  @Test("Each kind of old page has its own cause and sentence, and is shown by hand")
  func fails() throws {
    let new = [row(1, "XQ"), row(2)]
    for (finding, cause, part, change) in [
      (
        try judge(wanted: new, .rows([row(1), row(2)])), "stale",
        #"GET /users?skip=3: row 1 was renamed to "XQ", and was still returned as "Ada", the value from before"#,
        #"'UPDATE users SET name = '\''XQ'\'' WHERE id = 1'"#
      ),
      (
        try judge(wanted: new, .rows([row(1, "X"), row(2)])), "altered", #"and was returned as "X""#,
        "WHERE id = 1'"
      ),
      (
        try judge(.deleted(2), wanted: [row(1), row(3)], .rows([row(1), row(2)])), "stale",
        "row 2 was deleted, and was still returned", "'DELETE FROM users WHERE id = 2'"
      ),
      (
        try judge(.inserted(5), wanted: [row(1), row(5)], .rows([row(1), row(2)])), "stale",
        "row 5 was inserted, and was missing: the page was the one from before",
        "UPDATE new SET id = 5; INSERT INTO users SELECT * FROM new'"
      ),
      (
        try judge(.inserted(5), wanted: [row(1), row(5)], .rows([row(1), row(7)])), "wrong-rows",
        "after row 5 was inserted, row 2 of the response was", "INSERT INTO"
      ),
      (
        try judge(.appended(4), wanted: [row(1), row(2), row(3)], .rows([row(1), row(2)])), "old-end",
        "4 rows were appended to the table, and it still returned 2 rows instead of 3", "UPDATE new SET id = id + 1"
      ),
      (
        try judge(.appended(4), wanted: [row(2), row(3)], .rows([row(1), row(2), row(3)])), "limited-skip",
        "it returned 3 rows instead of 2: the page began 1 row too early", "INSERT INTO"
      ),
      (
        try judge(.appended(4), wanted: [row(2), row(3)], .rows([row(2), row(4)])), "wrong-rows",
        "after 4 rows were appended, row 2 of the response was", "INSERT INTO"
      ),
      (
        try judge(.appended(4), before: .status(404), wanted: [row(3)], .status(404)), "old-end",
        "and it still returned 404", "INSERT INTO"
      ),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "fresh.\(cause)")
      #expect(finding.measured.contains(part), "\(finding.measured)")
      #expect(finding.next != nil)
      #expect(finding.reproduce.contains("; sqlite3 -cmd '.timeout 3000' \"${DATABASE_PATH:?}\" "))
      #expect(finding.reproduce.contains(change), "\(finding.reproduce)")
    }
  }

  @Test("A response that is not a page is named with the change before it")
  func needsPages() throws {
    let finding = try judge(wanted: nil, .status(500))
    #expect(finding.cause == "fresh.no-page")
    #expect(finding.measured == #"after row 1 was renamed to "XQ", GET /users?skip=3 returned 500"#)
    #expect(finding.isInModuleLog)
    #expect(finding.next == nil)
    #expect(try judge(wanted: nil, .noList).next?.contains("let a JSON encoder escape it") == true)
  }

  @Test("A sentence says when only one of two connections shows an old page")
  func namesTheConnection() throws {
    let new = [row(1, "XQ"), row(2)]
    let old = Page.rows([row(1), row(2)])
    let kept = try judge(wanted: new, old, onNew: .rows(new), onKeptAgain: old)
    #expect(kept.measured.contains("on the connection that had requested it before, though not on a new one"))
    #expect(kept.next?.contains("keeps for a connection") == true)
    #expect(kept.reproduce.isEmpty)
    let other = try judge(wanted: new, .rows(new), onNew: .rows([row(1), row(2)]))
    #expect(other.measured.contains("GET /users?skip=3 on a new connection, though not on the one"))
    let late = try judge(wanted: new, old, onNew: .rows(new), onKeptAgain: .rows(new))
    #expect(late.measured.contains("GET /users?skip=3 in the first response, though not in the next one: row 1"))
    #expect(late.next?.contains("renewed only later") == true)
  }

  @Test("The next step says when the usual page is right and another is not")
  func namesLaterPages() throws {
    let new = [row(1, "XQ"), row(2)]
    let step = Step(
      request: request("/users?skip=3"), change: Self.renaming, before: nil, wanted: new,
      onKept: .rows([row(1), row(2)]),
      onNew: .rows([row(1), row(2)]))
    let usual = Step(
      request: request(), change: Self.renaming, before: nil, wanted: new, onKept: .rows(new), onNew: .rows(new))
    #expect(try judge([usual, step]).next?.contains("GET /users is read anew, and GET /users?skip=3 is not") == true)
    #expect(try judge([step]).next?.contains("outlive the request") == true)
  }

  @Test("A page of other rows is not judged for freshness")
  func leavesOrderToOthers() throws {
    for change in [Self.renaming, .deleted(1), .inserted(5), .appended(4)] {
      #expect(try judge(change, wanted: nil, .rows([row(7), row(8)])).verdict == .pass)
    }
    #expect(try judge(.inserted(5), wanted: nil, .rows([row(1), row(2)])).verdict == .pass)
  }

  @Test("Without rows nothing can be judged, and that fails")
  func needsRows() throws {
    let finding = try judge([], first: .rows([]))
    #expect(finding.cause == "fresh.no-rows")
    #expect(finding.measured.contains("GET /users returned 0 rows, but the check needs two rows"))
    #expect(try judge([], first: .status(404)).cause == "fresh.no-page")
  }
}

import Bench
import Checks
import Lessons
import ModuleRuntime
import TestSupport
import Testing

private let parameters = "get: /users, table: users, fields: [id, name]"

private func row(_ id: Int, _ name: String = "Ada") -> PageRow {
  PageRow(id: id, fields: ["id": .number(Double(id)), "name": .text(name)])
}

private func rows(_ ids: ClosedRange<Int>) -> [PageRow] { ids.map { row($0) } }

private func request(_ target: String = "/users") -> ProbeRequest { ProbeRequest("GET", target) }

struct PageRuleTests {
  private func judge(_ page: Page, _ wish: PageCheck.Wish, pong: String = #"{"message": "pong"}"#) throws -> Finding {
    try PageCheck(parameters: ManifestNode(yaml: "{\(parameters)}")).judge(
      PageCheck.Measurement(
        ping: Exchange(request("/ping"), .answer(Answer(status: 200, body: pong))),
        pages: [(PageExchange(request("/users?limit=3"), page), wish)]))
  }

  @Test("The rows that were asked for pass, and so do refusals where one is allowed")
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

  @Test("Too many rows, too few, wrong ones, a fault and a refusal of an ordinary page fail")
  func fails() throws {
    let three = PageCheck.Wish.rows(rows(1...3))
    let first = PageCheck.Wish.firstOf(rows(1...3), mayBeEmpty: false)
    for (page, wish, part) in [
      (Page.rows(rows(1...4)), three, "GET /users?limit=3 answered 4 rows instead of 3 rows"),
      (.rows([row(1)]), three, "answered 1 row instead of 3 rows"),
      (.rows([row(1), row(2, "Ken"), row(3)]), three, #"row 2 of its answer is {"id":2,"name":"Ken"} instead of"#),
      (.status(422), three, "answered 422 instead of 3 rows"), (.noList, three, "a body that is no JSON list"),
      (.noAnswer("it hung up"), three, "got no answer: it hung up"),
      (.rows(rows(1...4)), first, "answered 4 rows instead of 1 to 3 rows, or a refusal"),
      (.rows([]), first, "answered 0 rows instead of 1 to 3 rows"),
      (.rows(rows(2...3)), first, #"row 1 of its answer is {"id":2,"name":"Ada"}"#),
      (.status(500), first, "answered 500"),
      (.rows([row(1)]), .firstOf([], mayBeEmpty: true), "answered 1 row instead of no row"),
    ] {
      let finding = try judge(page, wish)
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
      #expect(finding.reproduce == "curl -si 'http://127.0.0.1:8000/users?limit=3'")
      #expect(finding.isInModuleLog == (page == .status(500)))
    }
  }

  @Test("A ping that is not answered fails")
  func needsPings() throws {
    let finding = try judge(.rows([]), .rows([]), pong: "{}")
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("GET /ping did not answer"))
  }
}

struct GrowthRuleTests {
  private func judge(
    _ small: Int, _ large: Int, mapped: Int = 0, added: Int = 2_400_000, page: Page = .rows([])
  ) throws -> Finding {
    try GrowthCheck(parameters: ManifestNode(yaml: "{\(parameters)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: added,
        amounts: [
          .init(request: request(), small: .init(page: page, bytes: 12_400), large: .init(page: page, bytes: 16_500)),
          .init(
            request: request("/users?skip=7"), small: .init(page: page, bytes: small),
            large: .init(page: page, bytes: large, mapped: mapped)),
        ]))
  }

  @Test("Amounts that hardly grow pass, those that grow with the table fail, whatever this machine did")
  func hasAnExponent() throws {
    #expect(try judge(12_400, 38_000).verdict == .pass)
    let finding = try judge(319_600, 2_785_400)
    #expect(finding.verdict == .fail)
    #expect(
      finding.measured
        == "for GET /users?skip=7 it read 312 KiB of 1000 rows and 2720 KiB of 10000: an exponent of 0.94")
    #expect(!finding.dependsOnControl)
  }

  @Test("Less than a page says nothing")
  func hasALeast() throws {
    #expect(try judge(0, 4_000).verdict == .pass)
    #expect(try judge(300, 12_000).verdict == .pass)
    #expect(try judge(300, 14_000).verdict == .fail)
  }

  @Test("A large amount that is the same each time hides nothing")
  func hasAShare() throws {
    #expect(try judge(5_000_000, 5_010_000).verdict == .pass)
    let finding = try judge(5_000_000, 7_400_000)
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("as much more as was added"))
  }

  @Test("Of a mapping a few faults say nothing")
  func knowsMappings() throws {
    #expect(try judge(70_000, 250_000, mapped: 246_000).verdict == .pass)
    let finding = try judge(328_000, 2_800_000, mapped: 2_796_000)
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("by way of a mapping of the file"))
  }

  @Test("A page that was refused for its numbers is no matter of growth")
  func leavesRefusalsToOthers() throws {
    let usual = GrowthCheck.Reading(page: .rows([]), bytes: 12_400)
    let refused = GrowthCheck.Reading(page: .status(422), bytes: 900_000)
    let finding = try GrowthCheck(parameters: ManifestNode(yaml: "{\(parameters)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: 2_400_000,
        amounts: [
          .init(request: request(), small: usual, large: usual),
          .init(request: request("/users?skip=7"), small: usual, large: refused),
        ]))
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("for GET /users it read"))
  }

  @Test("A page that was not served fails")
  func needsPages() throws {
    let finding = try judge(0, 0, page: .status(500))
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("GET /users answered 500"))
    #expect(finding.isInModuleLog)
  }
}

struct WalkRuleTests {
  private func judge(_ account: WalkAccount) throws -> Finding {
    try WalkCheck(parameters: ManifestNode(yaml: "{\(parameters)}")).judge(
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

struct KeysetRuleTests {
  private func judge(_ account: WalkAccount, isFirstAgain: Bool = false) throws -> Finding {
    try KeysetCheck(parameters: ManifestNode(yaml: "{\(parameters)}")).judge(
      KeysetCheck.Measurement(
        request: request("/users?limit=100&after=250"), inserted: 5, isFirstAgain: isFirstAgain, account: account))
  }

  @Test("Every row once passes, twice or never fails")
  func counts() throws {
    #expect(try judge(WalkAccount(lasting: 1_000, pages: 11)).verdict == .pass)
    #expect(try judge(WalkAccount(lasting: 1_000, pages: 11, repeated: [250])).verdict == .fail)
    #expect(try judge(WalkAccount(lasting: 1_000, pages: 11, missing: [250])).verdict == .fail)
  }

  @Test("A module that does not look at the id is told so")
  func namesWhatIsMissing() throws {
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 2, missing: [9], repeated: [4]), isFirstAgain: true)
    #expect(finding.verdict == .fail)
    #expect(
      finding.measured == "GET /users?limit=100&after=250 brought the first page again: 'after' is not looked at")
  }
}

struct FreshRuleTests {
  private typealias Step = FreshCheck.Step

  private func judge(_ steps: [FreshCheck.Step], first: Page = .rows([row(1), row(2)])) throws -> Finding {
    try FreshCheck(parameters: ManifestNode(yaml: "{\(parameters), changes: name}")).judge(
      FreshCheck.Measurement(first: PageExchange(request(), first), column: "name", steps: steps))
  }

  private let renaming = FreshCheck.Change.renamed(from: .text("Ada"), to: .text("XQ"))

  @Test("Changes that are served at once pass")
  func passes() throws {
    let finding = try judge([
      Step(id: 1, change: renaming, page: .rows([row(1, "XQ"), row(2)])),
      Step(id: 2, change: .deleted, page: .rows([row(1, "XQ")])),
      Step(id: 2, change: .inserted, page: .rows([row(1, "XQ"), row(2)])),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "each of 3 changes was served at once")
  }

  @Test("A row as it was before, one that is gone and one that is missing fail")
  func fails() throws {
    for (steps, part, change) in [
      (
        [Step(id: 1, change: renaming, page: .rows([row(1), row(2)]))],
        #"renamed to "XQ", and is still served as "Ada""#, "UPDATE users SET name = 'Zoe' WHERE id = 1"
      ),
      (
        [Step(id: 2, change: .deleted, page: .rows([row(1), row(2)]))], "row 2 was deleted, and is still served",
        "DELETE FROM users WHERE id = 2"
      ),
      (
        [
          Step(id: 2, change: .deleted, page: .rows([row(1)])), Step(id: 2, change: .inserted, page: .rows([row(1)])),
        ], "row 2 was inserted, and is not served",
        "INSERT INTO users (id, name) VALUES (2, 'Zoe')"
      ),
      (
        [Step(id: 1, change: renaming, page: .status(500))], "it answered 500",
        "UPDATE users SET name = 'Zoe' WHERE id = 1"
      ),
    ] {
      let finding = try judge(steps)
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
      #expect(finding.reproduce.contains("sqlite3 $DATABASE_PATH \"\(change)\"; curl"))
    }
  }

  @Test("A page of other rows is no matter of freshness")
  func leavesOrderToOthers() throws {
    #expect(try judge([Step(id: 1, change: renaming, page: .rows([row(7), row(8)]))]).verdict == .pass)
    #expect(try judge([Step(id: 2, change: .inserted, page: .rows([row(7), row(8)]))]).verdict == .pass)
  }

  @Test("Without rows there is nothing to see")
  func needsRows() throws {
    let finding = try judge([], first: .rows([]))
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("it answered 0 rows"))
  }
}

struct ResponsiveRuleTests {
  private func judge(
    _ ending: ResponsiveCheck.Ending, before: Page = .rows([row(1)]), page: Page = .rows([row(1)]),
    journalMode: String = "delete"
  ) throws -> Finding {
    try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(parameters), changes: name}")).judge(
      ResponsiveCheck.Measurement(
        request: request("/users?skip=3"), journalMode: journalMode, ending: ending, pings: 9,
        held: .milliseconds(61), before: before, page: page))
  }

  @Test("Pings that are answered while the page waits pass, when the page comes afterwards")
  func passes() throws {
    let finding = try judge(.served)
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("9 pings were answered in the 61 ms that GET /users?skip=3 waited"))
    #expect(try judge(.served, page: .noList).verdict == .pass)
    #expect(try judge(.served, before: .rows([]), page: .rows([])).verdict == .pass)
  }

  @Test("Rows of an earlier time are no matter of waiting")
  func leavesFreshnessToOthers() throws {
    let finding = try judge(.answered(isCurrent: false))
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("from rows of an earlier time"))
  }

  @Test("A blocked loop, an answer too early, one too late and another journal mode fail, each in its own words")
  func fails() throws {
    let sleep = try #require((0..<500).map(SystemCall.init(number:)).first { $0.isTimedSleep })
    for (finding, part, dependsOnControl) in [
      (try judge(.stuck(sleep)), "own thread slept in \(sleep)", false),
      (try judge(.patience), "no /ping was answered in 61 ms", true),
      (try judge(.answered(isCurrent: true)), "it read past another program's lock", false),
      (try judge(.answered(isCurrent: false), page: .rows([])), "answered 0 rows while the database was locked", false),
      (try judge(.served, before: .status(500)), "GET /users?skip=3 answered 500", true),
      (
        try judge(.answered(isCurrent: false), page: .status(500)),
        "answered 500 while the database was locked, after 61 ms", false
      ),
      (
        try judge(.served, page: .status(503)), "when the database was free again, GET /users?skip=3 answered 503", true
      ),
      (
        try judge(.served, page: .rows([])), "when the database was free again, GET /users?skip=3 answered 0 rows", true
      ),
      (try judge(.answered(isCurrent: true), journalMode: "wal"), "set the database's journal mode to wal", false),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
      #expect(finding.dependsOnControl == dependsOnControl)
    }
  }

  @Test("By hand, a lock shows who waits, and the database itself its journal mode")
  func reproduction() throws {
    #expect(try judge(.patience).reproduce.contains("BEGIN EXCLUSIVE"))
    #expect(
      try judge(.served, journalMode: "wal").reproduce.contains("sqlite3 $DATABASE_PATH 'PRAGMA journal_mode'"))
  }
}

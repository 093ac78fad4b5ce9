import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FreshRuleTests {
  private typealias Step = FreshCheck.Step

  private func judge(_ steps: [FreshCheck.Step], first: Page = .rows([row(1), row(2)])) throws -> Finding {
    try FreshCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}")).judge(
      FreshCheck.Measurement(first: PageExchange(request(), first), column: "name", steps: steps))
  }

  private let renaming = FreshCheck.Change.renamed(from: .text("Ada"), to: .text("XQ"))

  @Test("Changes that are visible immediately pass")
  func passes() throws {
    let finding = try judge([
      Step(id: 1, change: renaming, page: .rows([row(1, "XQ"), row(2)])),
      Step(id: 2, change: .deleted, page: .rows([row(1, "XQ")])),
      Step(id: 2, change: .inserted, page: .rows([row(1, "XQ"), row(2)])),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "each of 3 changes was visible immediately")
  }

  @Test("A row with its old values, a deleted row that is still there and a missing row fail")
  func fails() throws {
    for (steps, cause, part, change) in [
      (
        [Step(id: 1, change: renaming, page: .rows([row(1), row(2)]))],
        "stale", #"renamed to "XQ", and is still returned as "Ada""#,
        #"'UPDATE users SET name = '\''Zoe'\'' WHERE id = 1'"#
      ),
      (
        [Step(id: 2, change: .deleted, page: .rows([row(1), row(2)]))], "stale",
        "row 2 was deleted, and is still returned",
        "'DELETE FROM users WHERE id = 2'"
      ),
      (
        [
          Step(id: 2, change: .deleted, page: .rows([row(1)])), Step(id: 2, change: .inserted, page: .rows([row(1)])),
        ], "stale", "row 2 was inserted, and is missing",
        #"'INSERT INTO users (id, name) VALUES (2, '\''Zoe'\'')'"#
      ),
      (
        [Step(id: 1, change: renaming, page: .status(500))], "no-page", "it returned 500",
        #"'UPDATE users SET name = '\''Zoe'\'' WHERE id = 1'"#
      ),
    ] {
      let finding = try judge(steps)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "fresh.\(cause)")
      #expect(finding.measured.contains(part))
      #expect(finding.reproduce.contains("sqlite3 \"${DATABASE_PATH:?}\" \(change); curl"))
    }
  }

  @Test("A page of other rows is not judged for freshness")
  func leavesOrderToOthers() throws {
    #expect(try judge([Step(id: 1, change: renaming, page: .rows([row(7), row(8)]))]).verdict == .pass)
    #expect(try judge([Step(id: 2, change: .inserted, page: .rows([row(7), row(8)]))]).verdict == .pass)
  }

  @Test("Without rows nothing can be judged, and that fails")
  func needsRows() throws {
    let finding = try judge([], first: .rows([]))
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "fresh.no-rows")
    #expect(finding.measured.contains("GET /users returned 0 rows, but the check needs two rows"))
  }
}

import Bench
import Checks
import Lessons
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ResponsiveRuleTests {
  private func judge(
    _ ending: ResponsiveCheck.Ending, before: Page = .rows([row(1)]), page: Page = .rows([row(1)]),
    journalMode: String = "delete"
  ) throws -> Finding {
    try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}")).judge(
      ResponsiveCheck.Measurement(
        request: request("/users?skip=3"), journalMode: journalMode, ending: ending, pings: 9,
        held: .milliseconds(61), before: before, page: page))
  }

  @Test("Pings that are answered while the page waits pass, when the page arrives afterwards")
  func passes() throws {
    let finding = try judge(.served)
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("9 pings were answered in the 61 ms that GET /users?skip=3 waited"))
    #expect(try judge(.served, page: .noList).verdict == .pass)
    #expect(try judge(.served, before: .rows([]), page: .rows([])).verdict == .pass)
  }

  @Test("Whether rows that were read earlier are right is left to another check")
  func leavesFreshnessToOthers() throws {
    let finding = try judge(.answered(isCurrent: false))
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("from rows read earlier"))
  }

  @Test("A blocked event loop, an early or late response and another journal mode fail, each in its own words")
  func fails() throws {
    let sleep = try #require((0..<500).map(SystemCall.init(number:)).first { $0.isTimedSleep })
    for (finding, cause, part, dependsOnControl) in [
      (try judge(.stuck(sleep)), "loop-blocked", "the event loop was blocked in \(sleep)", false),
      (try judge(.patience), "no-ping", "no /ping was answered in the 61 ms that GET /users?skip=3 waited", true),
      (try judge(.answered(isCurrent: true)), "read-past-lock", "it read past another program's lock", false),
      (
        try judge(.answered(isCurrent: false), page: .rows([])), "gave-up",
        "returned 0 rows while the database was locked", false
      ),
      (try judge(.served, before: .status(500)), "no-page", "GET /users?skip=3 returned 500", true),
      (
        try judge(.answered(isCurrent: false), page: .status(500)), "gave-up",
        "returned 500 while the database was locked, after 61 ms", false
      ),
      (
        try judge(.served, page: .status(503)), "lost-page", "after the unlock, GET /users?skip=3 returned 503", true
      ),
      (
        try judge(.served, page: .rows([])), "lost-page", "after the unlock, GET /users?skip=3 returned 0 rows", true
      ),
      (
        try judge(.answered(isCurrent: true), journalMode: "wal"), "journal-mode",
        "changed the database's journal mode to wal", false
      ),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "responsive.\(cause)")
      #expect(finding.measured.contains(part))
      #expect(finding.dependsOnControl == dependsOnControl)
    }
  }

  @Test("The commands to reproduce lock the database, show which requests wait, and ask for its journal mode")
  func reproduction() throws {
    #expect(try judge(.patience).reproduce.contains("BEGIN EXCLUSIVE"))
    #expect(
      try judge(.served, journalMode: "wal").reproduce.contains(
        "sqlite3 \"${DATABASE_PATH:?}\" 'PRAGMA journal_mode'"))
  }
}

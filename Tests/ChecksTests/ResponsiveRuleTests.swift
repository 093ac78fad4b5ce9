import Bench
import Checks
import Lessons
import ModuleRuntime
import TestSupport
import Testing

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

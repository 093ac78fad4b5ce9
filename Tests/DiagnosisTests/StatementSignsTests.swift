import Diagnosis
import Report
import Testing

@Suite("What is worth a look in SQL", .timeLimit(.minutes(10)))
struct StatementSignsTests {
  private func work(rows: Int, scanned: Int = 0) -> QueriesTrace.Work {
    QueriesTrace.Work(rows: rows, scanned: scanned, bytes: 0, sorts: 0, isMapped: false)
  }

  private func signs(_ sql: String, rows: Int = 1, scanned: Int = 0, plan: String = "SCAN users", sorts: Bool = false)
    -> [String]
  {
    let lines = [plan] + (sorts ? ["USE TEMP B-TREE FOR ORDER BY"] : [])
    return StatementSigns.signs(
      of: SQLText(sql), expanded: sql, work: work(rows: rows, scanned: scanned),
      plan: lines.map { QueriesTrace.PlanLine($0, meaning: nil) })
  }

  @Test("A statement that returns every row has no LIMIT")
  func noLimit() {
    let words = ["No LIMIT: it returns every row that matches, however many the table will have."]
    #expect(signs("SELECT * FROM users ORDER BY id") == words)
    #expect(signs("select * from users where 'LIMIT 1' = name -- LIMIT 2") == words)
    #expect(signs("SELECT * FROM users WHERE id IN (SELECT id FROM users LIMIT 3)") == words)
    #expect(
      signs("SELECT * FROM users WHERE id > 3", plan: "SEARCH users USING INTEGER PRIMARY KEY (rowid>?)") == words)
  }

  @Test(
    "These need no LIMIT",
    arguments: [
      ("SELECT * FROM users WHERE id = 3", "SEARCH users USING INTEGER PRIMARY KEY (rowid=?)"),
      ("SELECT count(*) FROM users", "SCAN users"), ("SELECT 1", "SCAN CONSTANT ROW"),
      ("UPDATE users SET name = 'x'", "SCAN users"), ("SELECT * FROM sqlite_master", "SCAN sqlite_master"),
    ])
  func needsNone(sql: String, plan: String) {
    #expect(signs(sql, plan: plan) == [])
  }

  @Test("LIMIT without ORDER BY, a negative LIMIT, and OFFSET in both forms are named")
  func limits() {
    #expect(signs("SELECT * FROM users LIMIT 10").first?.hasPrefix("LIMIT without ORDER BY") == true)
    #expect(signs("SELECT * FROM users ORDER BY id LIMIT 10") == [])
    #expect(
      signs("SELECT * FROM users ORDER BY id LIMIT -1") == ["LIMIT -1: in SQLite, a negative LIMIT means no limit."])
    let offset = ["OFFSET 500: SQLite reads the 500 rows before the page, one by one, and drops them."]
    #expect(signs("SELECT * FROM users ORDER BY id LIMIT 10 OFFSET 500", rows: 10, scanned: 510) == offset)
    #expect(signs("SELECT * FROM users ORDER BY id LIMIT 500, 10", rows: 10, scanned: 510) == offset)
    #expect(signs("SELECT * FROM users ORDER BY id LIMIT 10 OFFSET 0") == [])
  }

  @Test("Many rows that are read to return a few are named")
  func ratio() {
    #expect(
      signs("SELECT * FROM users ORDER BY name LIMIT 10", rows: 10, scanned: 1000, sorts: true)
        == ["It reads 1000 rows to return 10."])
    #expect(signs("SELECT count(*) FROM users", rows: 1, scanned: 1000) == ["It reads 1000 rows to return 1."])
    #expect(signs("SELECT count(*) FROM users", rows: 1, scanned: 20) == [])
  }

  @Test("Statements that differ only in their values have one shape; other names are another one")
  func shape() {
    #expect(
      SQLText("SELECT a FROM t WHERE id = 12 AND n = 'it''s'").shape
        == SQLText("select a from t where id=3 AND n='x'").shape)
    #expect(SQLText("SELECT a FROM t").shape != SQLText("SELECT b FROM t").shape)
    #expect(SQLText("SELECT \"a\" FROM t").shape != SQLText("SELECT \"b\" FROM t").shape)
  }

  @Test(
    "Text that is no SQL, or is not whole, is read to its end",
    arguments: ["", "'", "\"", "/*", "--", "SELECT '", "(((", ")))", "\u{0}\u{1}", "é LIMIT", "[", "SELECT 1 /* x"])
  func garbage(sql: String) {
    let text = SQLText(sql)
    #expect(!text.readsTable && !text.hasOffset)
  }

  @Test("The same statement many times, and more rows than the response has, are named")
  func request() {
    func statement(_ count: Int, rows: Int) -> QueriesTrace.Statement {
      QueriesTrace.Statement(
        sql: "SELECT 1", expanded: nil, count: count, at: 0, milliseconds: 1, work: work(rows: rows), place: nil,
        runner: .otherThread)
    }
    #expect(
      RequestSigns.signs(of: [statement(1, rows: 100), statement(100, rows: 100)], rowsSent: 100) == [
        "The same statement 100 times in one request: one statement with IN or JOIN could read them all."
      ])
    #expect(
      RequestSigns.signs(of: [statement(1, rows: 1000)], rowsSent: 10) == [
        "The database returned 1000 rows to the module, and the response has 10."
      ])
    #expect(RequestSigns.signs(of: [statement(1, rows: 1000)], rowsSent: nil) == [])
    #expect(RequestSigns.signs(of: [], rowsSent: 10) == [])
  }
}

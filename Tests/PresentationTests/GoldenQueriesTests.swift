import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite("What diagnose shows of SQL, as in Tests/Golden", .timeLimit(.minutes(10)))
struct GoldenQueriesTests {
  private static let place = CodePlace(
    file: "main.py", line: 38, function: "get_users",
    text: "users = session.scalars(select(User).where(User.name != '').order_by(User.name, User.id)).all()")

  private static let scan = QueriesTrace.Statement(
    sql: "SELECT users.id, users.name FROM users ORDER BY users.name", expanded: nil, at: 3, milliseconds: 1_204.4,
    waited: 1_190, work: QueriesTrace.Work(rows: 1000, scanned: 1000, bytes: 330_000, sorts: 1, isMapped: true),
    place: place, runner: .eventLoop, library: "SQLAlchemy",
    plan: [
      QueriesTrace.PlanLine("SCAN users", meaning: "reads every row of users"),
      QueriesTrace.PlanLine("USE TEMP B-TREE FOR ORDER BY", meaning: "sorts them all before it returns the first"),
      QueriesTrace.PlanLine("A NEW KIND OF LINE", depth: 1, meaning: nil),
    ], signs: ["No LIMIT: it returns every row that matches, however many the table will have."])

  private static let trace = Trace(
    lesson: "03-queries", track: .fastapi, module: "/m/main.py",
    requests: [
      TracedRequest("GET /users?limit=10", sent: 2, answered: 1_214, status: 200),
      TracedRequest("GET /users?skip=500&limit=10", sent: 1_300, answered: 2_500, status: 200),
      TracedRequest("GET /orders", sent: 3_000, answered: nil, status: nil, problem: "no response within 5 s"),
      TracedRequest("GET /cached", sent: 9_000, answered: 9_001, status: 200),
    ], lanes: [],
    content: .queries(
      QueriesTrace(
        atStart: [
          QueriesTrace.Statement(
            sql: "PRAGMA journal_mode = WAL", expanded: nil, isHousekeeping: true, at: 0, milliseconds: 0.001,
            work: nil,
            place: nil, runner: .otherThread)
        ],
        requests: [
          QueriesTrace.Served(
            request: 0, rowsSent: 10, bytesRead: 331_000,
            statements: [
              QueriesTrace.Statement(
                sql: "BEGIN", expanded: nil, count: 2, isHousekeeping: true, at: 2, milliseconds: 0.1, work: nil,
                place: nil, runner: .eventLoop), scan,
            ], signs: ["The database returned 1000 rows to the module, and the response has 10."]),
          QueriesTrace.Served(request: 1, rowsSent: 10, bytesRead: 331_000, statements: [scan], signs: []),
          QueriesTrace.Served(
            request: 2, rowsSent: nil, bytesRead: nil,
            statements: [
              QueriesTrace.Statement(
                sql: "SELECT name FROM users WHERE id = ?", expanded: "SELECT name FROM users WHERE id = 3", count: 100,
                at: 3_001, milliseconds: 4.126,
                work: QueriesTrace.Work(rows: 100, scanned: 0, bytes: 16, sorts: 0, isMapped: false), place: nil,
                runner: .otherProcess, planProblem: "the database is in the module's memory"),
              QueriesTrace.Statement(
                sql: "SELECT 'red' FROM users", expanded: nil, at: 3_001, milliseconds: 12, work: nil, place: place,
                runner: .otherThread, library: "sqlite3", error: "database is\u{1B}[31m locked"),
            ], signs: []),
          QueriesTrace.Served(
            request: 3, rowsSent: 10, bytesRead: 100, statements: [],
            signs: ["No SQL, and no file was read: the response came from memory."]),
        ])), notes: [TraceNote("the statements after the first 10000.", next: "Look at one request alone.")])

  @Test("With Unicode") func unicode() throws { try compare(Style(hasColor: false, hasUnicode: true), "queries") }

  @Test("In plain words") func plain() throws {
    try compare(Style(hasColor: false, hasUnicode: false, isPlain: true), "queries-plain")
  }

  @Test("In ASCII, and on a narrow screen, no line is wider than the screen")
  func fits() {
    for width in [40, 60, 80] {
      let text = TraceView(Style(hasColor: false, hasUnicode: false, width: width)).text(Self.trace)
      // What stands for a control character of a stranger is no sign of ours.
      #expect(text.replacing("\u{FFFD}", with: "?").utf8.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0A) })
      let lines = text.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
    }
  }

  private func compare(_ style: Style, _ name: String) throws {
    try Golden.compare(TraceView(style).text(Self.trace), with: name)
  }
}

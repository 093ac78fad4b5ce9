import Bench
import Diagnosis
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A query plan in words", .timeLimit(.minutes(10)))
struct PlanWordsTests {
  private static let known = [
    "SCAN users": "reads every row of users",
    "SCAN TABLE users": "reads every row of users",
    "SCAN users AS u": "reads every row of users (u)",
    "SCAN u LEFT-JOIN": "reads every row of u",
    "SCAN users USING INDEX by_name": "reads every row of users, in the order of the index by_name",
    "SCAN users USING COVERING INDEX by_name": "reads the whole index by_name, which has all that it needs of users",
    "SCAN docs VIRTUAL TABLE INDEX 0:M1": "asks the virtual table docs, which searches in its own way",
    "SCAN CONSTANT ROW": "reads no table: one constant row",
    "SCAN 3 CONSTANT ROWS": "reads no table: 3 rows are in the statement",
    "SCAN (subquery-2)": "reads every row of the subquery",
    "SEARCH users USING INTEGER PRIMARY KEY (rowid=?)": "goes straight to the rows of users that it needs, by id",
    "SEARCH users USING INTEGER PRIMARY KEY (rowid>?)":
      "goes straight to the first row of users after an id, and reads on from there",
    "SEARCH users USING INTEGER PRIMARY KEY (rowid<?)": "reads the rows of users up to an id",
    "SEARCH users USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)": "reads the rows of users between two ids",
    "SEARCH users USING PRIMARY KEY (a=?)": "goes straight to the rows of users that it needs, by primary key",
    "SEARCH users USING INDEX by_name (name=?)":
      "finds the rows of users in the index by_name (name=?), then reads each of them",
    "SEARCH users USING COVERING INDEX by_name (name=?)":
      "finds what it needs of users in the index by_name (name=?) alone",
    "SEARCH b USING AUTOMATIC COVERING INDEX (a=?)":
      "builds an index of b for this one statement, reading every row, and searches in that",
    "SEARCH b USING AUTOMATIC PARTIAL COVERING INDEX (a=?)":
      "builds an index of b for this one statement, reading every row, and searches in that",
    "SEARCH users": "goes straight to the first or last row of users",
    "USE TEMP B-TREE FOR ORDER BY": "sorts them all before it returns the first",
    "USE TEMP B-TREE FOR GROUP BY": "sorts them all to group them",
    "USE TEMP B-TREE FOR DISTINCT": "remembers every row that it returns, to leave out repeats",
    "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY": "sorts those that the order so far leaves equal",
    "USE TEMP B-TREE FOR LAST TERM OF ORDER BY": "sorts those that the order so far leaves equal",
    "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY": "sorts those that the order so far leaves equal",
    "USE TEMP B-TREE FOR count(DISTINCT)": "remembers every value, so that count has each of them once",
    "USE TEMP B-TREE FOR group_concat(ORDER BY)": "sorts the values for group_concat",
    "CO-ROUTINE recent": "produces the rows of recent as they are needed:",
    "MATERIALIZE recent": "first puts all rows of recent aside:",
    "SCALAR SUBQUERY 1": "runs the statement in parentheses once:",
    "CORRELATED SCALAR SUBQUERY 2": "once for each row, runs the statement in parentheses:",
    "LIST SUBQUERY 1": "runs the statement in parentheses once, and keeps its list:",
    "REUSE LIST SUBQUERY 1": "uses a list that it has already",
    "USING ROWID SEARCH ON TABLE users FOR IN-OPERATOR": "for IN, looks up each value in users by id",
    "USING INDEX by_name FOR IN-OPERATOR": "for IN, looks up each value in the index by_name",
    "BLOOM FILTER ON b (a=?)": "notes which values b has, to skip rows that cannot match",
    "RIGHT-JOIN b": "reads b once more, for the rows without a match",
    "MULTI-INDEX OR": "searches once for each part of OR:",
    "INDEX 2": "one part of OR:",
    "COMPOUND QUERY": "runs several SELECTs:",
    "LEFT-MOST SUBQUERY": "the first:",
    "UNION ALL": "another, whose rows follow:",
    "UNION USING TEMP B-TREE": "remembers every row, for UNION:",
    "MERGE (EXCEPT)": "merges two sorted lists:",
    "SETUP": "begins with:",
    "RECURSIVE STEP": "then, again and again, until there are no more rows:",
  ]

  @Test("Each kind of line has its words", arguments: known.sorted { $0.key < $1.key })
  func hasWords(line: String, words: String) {
    #expect(PlanWords.meaning(of: line) == words)
  }

  @Test(
    "A line that is not known has none",
    arguments: [
      "", "SCAN", "SCANNING users", "SEARCH users USING MAGIC (a=?)", "USE TEMP B-TREE FOR FUN", "UNION", "index 1",
    ])
  func isUnknown(line: String) {
    #expect(PlanWords.meaning(of: line) == nil)
  }

  @Test("SQLite's own plans are known, line by line")
  func knowsSQLite() async throws {
    let file = try await Self.database()
    defer { unlink(file) }
    for sql in Self.statements {
      let lines = try await QueryPlan.explain(sql, database: file)
      #expect(!lines.isEmpty, "\(sql)")
      for line in PlanWords.lines(of: lines, SQLText(sql)) {
        #expect(line.meaning != nil, "\(line.detail), of \(sql)")
      }
    }
  }

  @Test("With a LIMIT, and in order, not every row is read")
  func stopsEarly() {
    let scan = QueryPlan.Line("SCAN users")
    func words(_ sql: String, _ plan: [QueryPlan.Line]) -> String? {
      PlanWords.lines(of: plan, SQLText(sql)).first?.meaning
    }
    let early = "reads the rows of users one after the other, until it has as many as LIMIT says"
    #expect(words("SELECT * FROM users ORDER BY id LIMIT 3", [scan]) == early)
    let sort = QueryPlan.Line("USE TEMP B-TREE FOR ORDER BY")
    #expect(words("SELECT * FROM users ORDER BY name LIMIT 3", [scan, sort]) == "reads every row of users")
    #expect(words("SELECT count(*) FROM users LIMIT 3", [scan]) == "reads every row of users")
    #expect(words("SELECT * FROM users", [scan]) == "reads every row of users")
    let inner = QueryPlan.Line("SCAN users", depth: 1)
    #expect(words("SELECT (SELECT max(a) FROM users) LIMIT 3", [inner]) == "reads every row of users")
  }

  @Test("A statement that SQLite does not know is told in its words, and nothing is executed")
  func isOnlyExplained() async throws {
    let file = try await Self.database()
    defer { unlink(file) }
    _ = try await QueryPlan.explain("DELETE FROM users", database: file)
    let rows = try await Tool.system("python3").run([
      "-c",
      "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM users').fetchone()[0])",
      file,
    ])
    #expect(rows.output == "2\n")
    await #expect(throws: QueryPlanError(description: "no such function: twice")) {
      try await QueryPlan.explain("SELECT twice(id) FROM users", database: file)
    }
    await #expect(throws: QueryPlanError.self) { try await QueryPlan.explain("SELECT 1", database: file + "-none") }
  }

  private static let statements = [
    "SELECT * FROM users", "SELECT * FROM users ORDER BY name LIMIT ? OFFSET ?", "SELECT * FROM users WHERE id = ?",
    "SELECT * FROM users WHERE id > ? AND id < ?", "SELECT id FROM users WHERE mail = ?",
    "SELECT * FROM users WHERE mail = 'a' OR id = 3", "SELECT DISTINCT name FROM users",
    "SELECT name, count(*) FROM users GROUP BY name", "SELECT min(id) FROM users", "SELECT max(mail) FROM users",
    "SELECT count(DISTINCT name) FROM users", "SELECT * FROM users WHERE id IN (1, 2)",
    "SELECT * FROM users WHERE id IN (SELECT user FROM posts)",
    "SELECT *, (SELECT count(*) FROM posts WHERE user = users.id) FROM users",
    "SELECT * FROM users JOIN posts ON posts.user = users.id",
    "SELECT * FROM users u LEFT JOIN posts p ON p.title = u.name",
    "SELECT * FROM posts RIGHT JOIN users ON posts.title = users.name",
    "SELECT id FROM users UNION SELECT user FROM posts", "SELECT id FROM users UNION ALL SELECT user FROM posts",
    "SELECT id FROM users EXCEPT SELECT user FROM posts ORDER BY 1",
    "SELECT id FROM users INTERSECT SELECT user FROM posts",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
    "SELECT * FROM (SELECT name, count(*) AS c FROM users GROUP BY name) WHERE c > 1",
    "SELECT * FROM (SELECT DISTINCT name FROM users LIMIT 5) s JOIN posts ON posts.title = s.name",
    "VALUES (1), (2)", "SELECT 1", "UPDATE users SET name = 'x' WHERE mail = ?", "DELETE FROM users WHERE name = ?",
    "SELECT mail FROM users ORDER BY mail", "SELECT * FROM users ORDER BY mail, name",
    "SELECT * FROM keyed WHERE a = ?",
    "INSERT INTO posts(user, title) SELECT id, name FROM users", "SELECT * FROM words WHERE words MATCH 'a'",
    "SELECT row_number() OVER (ORDER BY name) FROM users", "SELECT * FROM users, posts, keyed",
  ]

  private static func database() async throws -> String {
    let file = FileManager.default.temporaryDirectory.path + "/plan-\(UUID().uuidString).sqlite"
    let made = try await Tool.system("python3").run([
      "-c",
      """
      import sqlite3, sys
      sqlite3.connect(sys.argv[1]).executescript('''
        CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, mail TEXT);
        CREATE INDEX by_mail ON users(mail);
        CREATE TABLE posts(id INTEGER PRIMARY KEY, user INTEGER, title TEXT);
        CREATE TABLE keyed(a TEXT PRIMARY KEY, b TEXT) WITHOUT ROWID;
        CREATE VIRTUAL TABLE words USING fts5(word);
        INSERT INTO users(name) VALUES ('a'), ('b');
      ''')
      """, file,
    ])
    guard made.status == 0 else { throw Unexpected(made.errors) }
    return file
  }
}

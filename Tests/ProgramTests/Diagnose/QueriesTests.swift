import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

/// Lesson 3's modules, and others, under `diagnose`.
@Suite("diagnose 03", .timeLimit(.minutes(30)))
struct DiagnoseQueriesTests {
  struct Trace: Decodable {
    struct Queries: Decodable {
      let requests: [Served]
    }

    struct Served: Decodable {
      let rowsSent: Int?
      let statements: [Statement]
      let signs: [String]

      /// Without those that only open a transaction and the like.
      var queries: [Statement] { statements.filter { !$0.isHousekeeping } }

      private enum CodingKeys: String, CodingKey {
        case statements, signs
        case rowsSent = "rows_sent"
      }
    }

    struct Statement: Decodable {
      struct Place: Decodable {
        let line: Int
        let text: String
      }

      struct Work: Decodable {
        let rows: Int
        let bytes: Int?
        let scanned: Int

        private enum CodingKeys: String, CodingKey {
          case rows, bytes
          case scanned = "rows_scanned"
        }
      }

      struct Line: Decodable {
        let detail: String
        let meaning: String?
      }

      let sql: String
      let expanded: String?
      let count: Int
      let isHousekeeping: Bool
      let waited: Double
      let work: Work?
      let place: Place?
      let runner: String
      let error: String?
      let plan: [Line]
      let planProblem: String?

      private enum CodingKeys: String, CodingKey {
        case sql, expanded, count, work, place, runner, error, plan
        case isHousekeeping = "is_housekeeping"
        case waited = "waited_ms"
        case planProblem = "plan_problem"
      }
    }

    struct Note: Decodable {
      let what: String
    }

    let queries: Queries
    let notes: [Note]
  }

  private static let modules: [ShippedModule] = {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    return (try? pack.lesson("03").modules) ?? []
  }()

  /// Those that answer from memory, once or always.
  private static let keepsRows: Set = ["cached-list", "cached-pages", "observed-list"]

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func trace(_ track: String, _ path: String, request: String? = nil) async throws -> Trace {
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "03", "--json", "--track", track, "--module", path]
        + (request.map { ["--request", "GET \($0)"] } ?? []))
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  /// The statements of one request of a module of the test's own.
  private func served(_ track: String, _ text: String, request: String) async throws -> Trace.Served {
    let trace = try await trace(track, sandbox.module(track, text), request: request)
    return try #require(trace.queries.requests.first)
  }

  @Test("shows the SQL of every shipped module with its line, figures, and plan", arguments: modules)
  func showsShipped(module: ShippedModule) async throws {
    let trace = try await trace(module.track.rawValue, module.path)
    #expect(trace.queries.requests.count == 3)
    for served in trace.queries.requests where !Self.keepsRows.contains(module.name) {
      #expect(served.queries.contains { $0.work?.rows ?? 0 > 0 }, "\(module.path)")
    }
    for statement in trace.queries.requests.flatMap(\.queries) {
      let place = try #require(statement.place, "\(module.path): \(statement.sql)")
      #expect(place.text.contains(/session|execute|fetch|User|count|\.read|try|select|page/), "\(place)")
      #expect(!statement.plan.isEmpty && statement.plan.allSatisfy { $0.meaning != nil }, "\(statement)")
    }
  }

  @Test("tells what runs on the event loop and how much is read", arguments: ["swift", "fastapi"])
  func broken(track: String) async throws {
    let trace = try await trace(track, "\(Products.project)/Lessons/03-queries/\(track)")
    for served in trace.queries.requests {
      let query = try #require(served.queries.first)
      #expect(query.runner == "event_loop")
      #expect(query.work?.rows == 1000 && query.work?.scanned == 1000)
      // All pages of the table: 1000 rows with a blob of 200 bytes.
      #expect((query.work?.bytes ?? 0) > 250_000)
      #expect(query.plan.map(\.detail) == ["SCAN users"])
    }
  }

  @Test("tells that a page by id reads little, on another thread", arguments: ["swift", "fastapi"])
  func fixed(track: String) async throws {
    let trace = try await trace(track, "\(Products.project)/Solutions/03-queries/\(track)/keyset")
    let after = try #require(trace.queries.requests.last?.queries.first)
    #expect(after.runner == "other_thread")
    #expect(after.work?.rows == 10 && after.work?.scanned == 0)
    #expect((after.work?.bytes ?? 0) < 20_000)
    #expect(after.plan.map(\.detail) == ["SEARCH users USING INTEGER PRIMARY KEY (rowid>?)"])
    #expect(after.expanded?.contains("LIMIT 10") == true)
  }

  private static let python = """
    import asyncio, os, sqlite3
    import aiosqlite
    from fastapi import FastAPI
    from sqlalchemy import create_engine, text
    PATH = os.environ["DATABASE_PATH"]
    app = FastAPI()

    @app.get("/ping")
    async def ping():
        return {}


    """

  @Test("sees aiosqlite, alone and below SQLAlchemy, also in two requests' tasks concurrently")
  func aiosqlite() async throws {
    let served = try await served(
      "fastapi",
      Self.python + """
        from sqlalchemy.ext.asyncio import create_async_engine
        engine = create_async_engine(f"sqlite+aiosqlite:///{PATH}")
        async def alone():
            async with aiosqlite.connect(PATH) as db:
                return await (await db.execute("SELECT id FROM users ORDER BY id LIMIT ?", (3,))).fetchall()
        async def below():
            async with engine.connect() as connection:
                return (await connection.execute(text("SELECT name FROM users LIMIT 2"))).all()
        @app.get("/x")
        async def x():
            return (await asyncio.gather(alone(), below(), below()))[0]
        """, request: "/x")
    let lines = served.queries.map { "\($0.sql) \($0.count) \($0.work?.rows ?? 0) \($0.runner)" }
    #expect(
      Set(lines) == [
        "SELECT id FROM users ORDER BY id LIMIT ? 1 3 other_thread",
        "SELECT name FROM users LIMIT 2 2 4 other_thread",
      ])
    #expect(served.queries.allSatisfy { $0.place?.text.contains("execute(") ?? false })
    #expect(served.rowsSent == 3)
  }

  @Test("sees Python's own sqlite3, in 20 threads concurrently, in a child process, and by way of ctypes")
  func sqlite3() async throws {
    let served = try await served(
      "fastapi",
      Self.python + """
        import ctypes, multiprocessing
        def one(n):
            return sqlite3.connect(PATH).execute("SELECT id FROM users WHERE id > ? LIMIT 2", (n,)).fetchall()
        def raw():
            library, db = ctypes.CDLL("libsqlite3.so.0"), ctypes.c_void_p()
            library.sqlite3_open(PATH.encode(), ctypes.byref(db))
            library.sqlite3_exec(db, b"SELECT max(id) FROM users", None, None, None)
        @app.get("/x")
        async def x():
            await asyncio.gather(*(asyncio.to_thread(one, n) for n in range(20)))
            child = multiprocessing.get_context("fork").Process(target=one, args=(3,))
            child.start()
            child.join()
            raw()
        """, request: "/x")
    let lines = served.queries.map { "\($0.sql) \($0.runner) \($0.count) \($0.work?.rows ?? 0)" }
    #expect(
      Set(lines) == [
        "SELECT id FROM users WHERE id > ? LIMIT 2 other_thread 20 40",
        "SELECT id FROM users WHERE id > ? LIMIT 2 other_process 1 2", "SELECT max(id) FROM users event_loop 1 1",
      ])
    #expect(served.queries.filter { $0.place?.text.contains("return sqlite3.connect") ?? false }.count == 2)
    #expect(served.signs.first?.hasPrefix("The same statement 20 times in one request") == true)
  }

  @Test("sees failures, and how long a statement waited for a lock")
  func failures() async throws {
    let served = try await served(
      "fastapi",
      Self.python + """
        @app.get("/x")
        async def x():
            first = sqlite3.connect(PATH)
            second = sqlite3.connect(PATH, timeout=0.2)
            first.execute("BEGIN EXCLUSIVE")
            for statement in ("SELECT id FROM users", "SELECT 'a' FROM nowhere", "NO SQL"):
                try:
                    (second if "users" in statement else first).execute(statement)
                except sqlite3.Error:
                    pass
            first.rollback()
        """, request: "/x")
    #expect(
      served.queries.map(\.error) == [
        "database is locked", "no such table: nowhere", "near \"NO\": syntax error",
      ])
    #expect(served.queries[0].waited > 150 && served.queries[0].runner == "event_loop")
    #expect(served.queries.allSatisfy { $0.place?.text.hasSuffix(".execute(statement)") ?? false })
  }

  @Test("takes any text and value, and changes nothing")
  func anyValue() async throws {
    let served = try await served(
      "fastapi",
      Self.python + #"""
        @app.get("/x")
        def x():
            seen = []
            db = sqlite3.connect(PATH)
            assert isinstance(db, sqlite3.Connection) and isinstance(db.cursor(), sqlite3.Cursor)
            db.set_trace_callback(seen.append)
            odd = ("it's \"\n\x1b[31m\x00z", b"\xff\x00" * 9000, "é" * 5000, b"x" * 20_000_000)
            assert db.execute("SELECT ?, ?, ?, ?", odd).fetchone() == odd
            db.set_trace_callback(None)
            numbers = ",".join(str(n) for n in range(50_000))
            rows = db.execute(f"SELECT id FROM users WHERE id IN ({numbers}) LIMIT 3").fetchall()
            for n in range(300):
                db.execute(f"SELECT {n}, 'text {n}' FROM users LIMIT 1").fetchone()
            return [len(seen), len(rows)]
        """#, request: "/x")
    #expect(served.queries.map(\.count) == [1, 1, 300])
    #expect(served.queries[1].planProblem == "the statement is too long to be explained")
    #expect(served.rowsSent == 2)
  }

  @Test("keeps the first 10000 statements, and says so")
  func isCapped() async throws {
    let module = try sandbox.module(
      "fastapi",
      Self.python + """
        @app.get("/x")
        def x():
            db = sqlite3.connect(PATH)
            for n in range(11_000):
                db.execute("SELECT name FROM users WHERE id = ?", (n,)).fetchone()
        """)
    let trace = try await trace("fastapi", module, request: "/x")
    #expect(trace.notes.map(\.what) == ["the statements after the first 10000."])
    #expect(trace.queries.requests[0].queries.map(\.count) == [10_000])
  }

  @Test("says that a database was read without SQL, and that a response came from memory")
  func unseen() async throws {
    let text =
      Self.python + """
        @app.get("/read")
        def read():
            return len(open(PATH, "rb").read())
        @app.get("/kept")
        async def kept():
            return []
        @app.get("/first")
        def first():
            return []
        """
    let module = try sandbox.module("fastapi", text)
    let read = try await trace("fastapi", module, request: "/read")
    #expect(read.notes.first?.what.hasPrefix("the SQL of GET /read, if there was any: the module read ") == true)
    // Its first request on another thread imports libraries.
    let first = try await trace("fastapi", module, request: "/first")
    #expect(first.notes.isEmpty && first.queries.requests[0].statements.isEmpty)
    let kept = try await trace("fastapi", module, request: "/kept")
    #expect(kept.notes.isEmpty)
    #expect(kept.queries.requests[0].signs == ["No SQL, and no file was read: the response came from memory."])
  }

  @Test("sees GRDB's queue and pool, and SQLite's own functions, and leaves both as they are")
  func swift() async throws {
    let module = try sandbox.module("swift", Self.swiftModule)
    let names = try await trace("swift", module, request: "/names")
    #expect(
      names.queries.requests[0].queries.map { "\($0.count) \($0.work?.rows ?? 0) \($0.place?.line ?? 0) \($0.runner)" }
        == ["1 20 13 other_thread", "20 20 15 other_thread"])
    let rows = try await trace("swift", module, request: "/c")
    #expect(rows.queries.requests[0].queries.map(\.runner) == ["event_loop"])
    #expect(rows.queries.requests[0].queries.first?.place?.text == "while sqlite3_step(statement) == SQLITE_ROW {")
    // GRDB's error log, which must be configured before SQLite is used, and GRDB's own trace still work.
    let own = try await trace("swift", module, request: "/own")
    #expect(own.queries.requests[0].rowsSent == 2)
    #expect(own.queries.requests[0].queries.map(\.error) == ["no such table: nowhere", nil, nil])
  }

  private static let swiftModule = """
    import GRDBSQLite
    import LessonDatabase
    import LessonKit
    import Synchronization

    let logged = Mutex<[String]>([])
    Database.logError = { _, message in logged.withLock { $0.append(message) } }
    let database = try DatabasePool(path: Settings.databasePath, configuration: .waiting)
    let app = App()
    app.get("/ping") { _ in .json(["message": "pong"]) }
    app.get("/names") { _ in
      .json(try await database.read { db in
        let ids = try Int.fetchAll(db, sql: "SELECT id FROM users ORDER BY id LIMIT 20")
        return try ids.map { id in
          try String.fetchOne(db, sql: "SELECT name FROM users WHERE id = ?", arguments: [id])
        }
      })
    }
    func count() -> Int {
      var (db, statement): (OpaquePointer?, OpaquePointer?)
      var count = 0
      sqlite3_open(Settings.databasePath, &db)
      sqlite3_prepare_v2(db, "SELECT id FROM users", -1, &statement, nil)
      while sqlite3_step(statement) == SQLITE_ROW {
        count += 1
      }
      sqlite3_finalize(statement)
      sqlite3_close(db)
      return count
    }
    app.get("/c") { _ in .json(["rows": count()]) }
    app.get("/own") { _ in
      .json(try await database.read { db in
        let seen = Mutex<[String]>([])
        _ = try? Int.fetchAll(db, sql: "SELECT * FROM nowhere")
        db.trace { event in seen.withLock { $0.append("\\(event)") } }
        _ = try Int.fetchAll(db, sql: "SELECT id FROM users WHERE id > 3 LIMIT 1")
        db.trace(options: [])
        _ = try Int.fetchAll(db, sql: "SELECT id FROM users WHERE id > 3 LIMIT 2")
        return seen.withLock { $0 } + logged.withLock { $0 }
      })
    }
    try await app.run()
    """

  @Test("is in a module's process, but verify is not", arguments: ["swift", "fastapi"])
  func verifyHasNone(track: String) async throws {
    let module = try sandbox.copy("Solutions/03-queries/\(track)/keyset")
    let file = module + (track == "swift" ? "/main.swift" : "/main.py")
    let check =
      track == "swift"
      ? """
      import Glibc
      if (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8))?.contains("ModuleHooks") ?? true { exit(9) }
      if getenv("PITFALL_TRACE") != nil || getenv("LD_PRELOAD") != nil { exit(9) }
      """
      : """
      import os, sys
      maps = open("/proc/self/maps").read()
      hooks = [name for name in sys.modules if name.startswith("pitfall_")]
      if hooks or "ModuleHooks" in maps or "PITFALL_TRACE" in os.environ or "LD_PRELOAD" in os.environ:
          os._exit(9)
      """
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let imports = track == "swift" ? "import Foundation\n" : ""
    try sandbox.write(imports + check + "\n" + text, to: String(file.dropFirst(sandbox.path.count + 1)))
    let verified = try await Pitfall(sandbox).run(["verify", "03", "--track", track, "--module", module])
    #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
    let diagnosed = try await Pitfall(sandbox).run(["diagnose", "03", "--track", track, "--module", module])
    #expect(diagnosed.exit == 1 && diagnosed.errors.contains("exited with code 9"), "\(diagnosed.errors)")
    try expectNothingLeft(sandbox)
  }

  @Test("A program without SQLite is not affected by the library, and writes no event")
  func isHarmless() async throws {
    let library = try Products.path("libModuleHooks.so")
    let file = sandbox.path + "/trace.jsonl"
    let variables = "PITFALL_TRACE='\(file)' LD_PRELOAD='\(library)'"
    let result = try await Tool.system("bash").run(["-c", "\(variables) /bin/echo fine; \(variables) ls -d /"])
    #expect(result.output == "fine\n/\n" && result.errors.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: file))
  }
}

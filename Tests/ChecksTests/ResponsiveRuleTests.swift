import Base
import Bench
import Checks
import Lessons
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ResponsiveRuleTests {
  private typealias Held = ResponsiveCheck.Held
  private typealias Lock = ResponsiveCheck.Lock

  private static let change = ResponsiveCheck.Change(id: 2, column: "name", from: .text("Ada"), to: .text("XQ"))

  private func judge(
    _ page: Page = .rows([row(1), row(2, "XQ")]), early: Bool = false, elapsed: Duration = .milliseconds(1_490),
    before: Page? = .rows([row(1), row(2)]), isRight: Bool = true,
    lock: Lock = Lock(duration: .milliseconds(1_480), pings: 90), first: Page = .rows([row(1), row(2)]),
    journalMode: String = "delete"
  ) throws -> Finding {
    let held = Held(
      request: request("/users?skip=3"), before: before, change: Self.change,
      wanted: isRight ? [row(1), row(2, "XQ")] : nil, page: page, elapsed: elapsed, isEarly: early)
    return try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}")).judge(
      ResponsiveCheck.Measurement(
        first: PageExchange(request(), first), journalMode: journalMode, lock: lock, held: [held]))
  }

  private func stall(_ call: String?, _ milliseconds: Int) -> Stall {
    Stall(call: call.map(SystemCall.init(named:)), began: .now, duration: .milliseconds(milliseconds))
  }

  @Test("Pings that are answered while pages wait pass, when the pages arrive afterwards as they are then")
  func passes() throws {
    let finding = try judge()
    #expect(finding.verdict == .pass)
    #expect(
      finding.measured
        == "90 pings were answered in the 1480 ms that 1 request for a page waited; then the pages arrived")
    // Rows that were wrong before are judged by other checks.
    #expect(try judge(.rows([row(7), row(9)]), isRight: false).verdict == .pass)
  }

  @Test("Each mistake has its own cause, sentence and next step")
  func fails() throws {
    let second = Duration.milliseconds(105)
    for (finding, cause, part, next) in [
      (
        try judge(journalMode: "wal"), "journal-mode", "changed the database's journal mode to wal", "DatabaseQueue"
      ),
      (try judge(first: .status(404)), "no-page", "GET /users returned 404", "returned 404"),
      (
        try judge(first: .noList), "no-page", "GET /users returned a body that is not a JSON list",
        "list of rows itself"
      ),
      (
        try judge(lock: Lock(duration: .milliseconds(60), block: .sleep(stall("clock_nanosleep", 52)))), "loop-blocked",
        "/ping waits: the event loop was blocked for 52 ms in clock_nanosleep", "on the event loop's own thread"
      ),
      (
        try judge(lock: Lock(duration: .milliseconds(300), block: .sleep(stall("futex", 260)))), "loop-blocked",
        "for 260 ms in futex", "that is not async). Await the result instead. The request was GET /users?skip=3."
      ),
      (
        try judge(lock: Lock(duration: .milliseconds(300), pings: 9, block: .sleeps, asleep: .milliseconds(120))),
        "loop-blocked",
        "again and again, for 120 ms of 300 ms", "Each wait for the database is short"
      ),
      (
        try judge(lock: Lock(duration: .milliseconds(1_480))), "no-ping",
        "/ping waits: no /ping was answered in the 1480 ms that the database was locked, though", "a middleware"
      ),
      (
        try judge(
          lock: Lock(
            duration: .milliseconds(1_480), pings: 1,
            processorTime: ProcessorTime(used: .milliseconds(1_400), awaited: .zero))), "no-ping",
        "only 1 /ping was answered in the 1480 ms that the database was locked, while the module used 1400 ms",
        "without a pause"
      ),
      (
        try judge(.status(503), early: true, elapsed: second), "gave-up",
        "GET /users?skip=3 returned 503 after 105 ms, while the database was locked: it gave up", "busy timeout"
      ),
      (
        try judge(.status(503), early: true, elapsed: .milliseconds(2)), "gave-up", "it did not wait",
        "turn no request away"
      ),
      (
        try judge(.noAnswer("it hung up"), early: true, elapsed: second), "gave-up", "it hung up after 105 ms",
        "busy timeout"
      ),
      (
        try judge(.rows([row(1), row(2)]), early: true, elapsed: second), "earlier-copy",
        #"after 105 ms, while the database was locked, from an earlier copy: row 2 has the name "Ada", which"#, "kept"
      ),
      (
        try judge(.rows([row(8)]), early: true, elapsed: second, before: .rows([row(8)])), "earlier-copy",
        "with the page from before", "kept"
      ),
      (
        try judge(.rows([row(1), row(2, "XQ")]), early: true, elapsed: second), "read-past-lock",
        "it read past another program's lock", "immutable=1"
      ),
      (
        try judge(.rows([]), early: true, elapsed: second), "made-up",
        "returned 0 rows after 105 ms, while the database was locked, as if the table had none", "empty list"
      ),
      (try judge(.rows([row(8)]), early: true, elapsed: second), "made-up", "nobody could read", "do not come from"),
      (try judge(.noList, early: true, elapsed: second), "made-up", "it did not wait", "1.5 s"),
      (
        try judge(.status(503)), "lost-page",
        "after the unlock, 1490 ms after it was sent, GET /users?skip=3 returned 503",
        "a time limit of your own"
      ),
      (try judge(.status(500)), "lost-page", "GET /users?skip=3 returned 500", nil),
      (try judge(.rows([])), "lost-page", "GET /users?skip=3 returned 0 rows", "becomes an empty list"),
      (try judge(.noList), "lost-page", "not a JSON list", "list of rows"),
      (
        try judge(.rows([row(1), row(2)])), "old-page", #"row 2 has the name "Ada", which is the value from before"#,
        "kept"
      ),
      (try judge(.rows([row(1), row(2)]), isRight: false), "old-page", "the value from before", "kept"),
      (try judge(.rows([row(1), row(3)])), "wrong-page", "row 2 has ID 3 instead of 2", "from earlier"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "responsive.\(cause)")
      #expect(finding.measured.contains(part), "\(finding.measured)")
      #expect(next.map { finding.next?.contains($0) == true } ?? (finding.next == nil), "\(finding.next ?? "nil")")
    }
  }

  @Test("When the loop is blocked, every request that was sent is named and shown by hand")
  func namesTheRequests() throws {
    let held = ["/users?skip=3", "/users?after=7"].map { target in
      Held(
        request: request(target), before: nil, change: nil, wanted: nil, page: .rows([]), elapsed: .zero, isEarly: false
      )
    }
    let finding = try ResponsiveCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}")).judge(
      ResponsiveCheck.Measurement(
        first: PageExchange(request(), .rows([row(1)])), journalMode: "delete",
        lock: Lock(duration: .milliseconds(60), block: .sleep(stall("clock_nanosleep", 52))), held: held))
    #expect(finding.next?.contains("at least one of these: GET /users?skip=3, GET /users?after=7.") == true)
    #expect(finding.next?.contains("before `app.run()`") == true)
    #expect(finding.reproduce.contains("/users?skip=3\" & curl"))
    #expect(finding.reproduce.contains("/users?after=7\" & sleep 0.1; curl"))
  }

  @Test("What only a slow machine explains is inconclusive, or depends on the control")
  func excusesSlowMachines() throws {
    let starved = Lock(
      duration: .milliseconds(1_480), pings: 2,
      processorTime: ProcessorTime(used: .milliseconds(100), awaited: .milliseconds(900)))
    #expect(try judge(lock: starved).verdict == .inconclusive)
    // It had no time to sleep, because it never stopped trying.
    let spinning = Lock(
      duration: .milliseconds(1_480),
      processorTime: ProcessorTime(used: .milliseconds(200), awaited: .milliseconds(1_200)), activeShare: 0.95)
    #expect(try judge(lock: spinning).verdict == .fail)
    // The lock itself lasted too long.
    #expect(try judge(.status(503), early: true, elapsed: .milliseconds(1_600)).verdict == .inconclusive)
    #expect(try judge(.status(503), early: true, elapsed: .milliseconds(1_400)).verdict == .fail)
    #expect(try judge(.noAnswer("no response within 4 s")).dependsOnControl)
    #expect(try judge(lock: Lock(duration: .milliseconds(1_480))).dependsOnControl)
    #expect(try !judge(.status(503), early: true, elapsed: .zero).dependsOnControl)
  }

  @Test("The commands to reproduce lock the database for as long, and show what the cause is about")
  func reproduction() throws {
    let lock = "(echo 'BEGIN EXCLUSIVE;'; sleep 1.5) | sqlite3 -cmd '.timeout 3000' \"${DATABASE_PATH:?}\" & sleep 0.2"
    let ping = try judge(lock: Lock(duration: .milliseconds(1_480))).reproduce
    #expect(ping.contains(lock))
    #expect(ping.contains("/ping"))
    let copy = try judge(.rows([row(1), row(2)]), early: true).reproduce
    #expect(copy.contains("UPDATE users SET name = '\\''Zoe'\\'' WHERE id = 2"))
    #expect(copy.contains("\(lock); curl -s -w ' %{time_total} s\\n' \"${URL:?}/users?skip=3\"; wait"))
    #expect(try judge(journalMode: "wal").reproduce.contains("'PRAGMA journal_mode'"))
  }
}

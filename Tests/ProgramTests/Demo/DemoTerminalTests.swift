import Foundation
import TestSupport
import Testing

@Suite("demo on a terminal", .timeLimit(.minutes(30)))
struct DemoTerminalTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isMeasuring = true
    workbench.arguments = ["demo", "01", "--track", "swift"]
    (workbench.rows, workbench.columns) = (18, 64)
  }

  private static func isAt(_ number: Int) -> @Sendable (TerminalScreen) -> Bool {
    { $0.rows[0].hasSuffix("\(number) of 6") }
  }

  private static let isOver: @Sendable (TerminalScreen) -> Bool = {
    isAt(3)($0) && $0.rows.count { $0.contains("slowest ping") } == 2 && $0.rows.last?.hasPrefix("Space next") == true
  }

  @Test("Space and Enter go through all six steps; on 64 columns and 18 rows each is whole")
  func steps() async throws {
    try await workbench.run { terminal in
      var screen = try await terminal.wait(until: Self.isAt(1))
      #expect(screen.text.contains("▶") && screen.text.contains("usleep(400_000)"), "\(screen)")
      try await terminal.type(" ")
      screen = try await terminal.wait(until: Self.isAt(2))
      #expect(screen.text.contains("When is the ping answered?") && screen.text.contains("3  Never"), "\(screen)")
      try await terminal.type("\n")
      screen = try await terminal.wait(until: Self.isOver)
      #expect(screen.rows.count { $0.hasPrefix("GET /ping") } == 2, "\(screen)")
      #expect(screen.rows.count { $0.hasPrefix("GET /quotes/") } == 6, "\(screen)")
      #expect(screen.rows.contains { $0.hasPrefix("GET /ping") && $0.contains("█") }, "\(screen)")
      try await terminal.type(" ")
      screen = try await terminal.wait(until: Self.isAt(4))
      #expect(screen.text.contains("✔  Only once /block has finished"), "\(screen)")
      try await terminal.type(" ")
      screen = try await terminal.wait(until: Self.isAt(5))
      #expect(screen.rows.contains { $0.hasPrefix("+ ") } && screen.rows.contains { $0.hasPrefix("- ") }, "\(screen)")
      while !Self.isAt(6)(screen) {
        let before = screen
        try await terminal.type(" ")
        screen = try await terminal.wait { $0 != before }
      }
      #expect(screen.text.contains("On the event loop, await everything that waits"), "\(screen)")
      try await terminal.type(" ")
      #expect(try await terminal.waitForExit() == 0)
      #expect(try await terminal.modes() == .original)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("b goes back, r runs the race again, q ends, and what was measured stays")
  func keys() async throws {
    try await workbench.run { terminal in
      try await terminal.wait(until: Self.isAt(1))
      try await terminal.type("b  ")
      let first = try await terminal.wait(until: Self.isOver)
      try await terminal.type("b")
      try await terminal.wait(until: Self.isAt(2))
      try await terminal.type(" ")
      #expect(try await terminal.wait(until: Self.isOver) == first)
      try await terminal.type("r")
      try await terminal.wait { !Self.isOver($0) }
      let second = try await terminal.wait(until: Self.isOver)
      #expect(second != first)
      try await terminal.type("q")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("f races the audience's own fix in place of the lesson's; a wrong path is told, and the demo goes on")
  func otherFix() async throws {
    let fix = sandbox.path + "/a fix"
    try FileManager.default.copyItem(
      atPath: Products.project + "/Solutions/01-blocking/swift/own-threads", toPath: fix)
    try await workbench.run { terminal in
      try await terminal.wait(until: Self.isAt(1))
      try await terminal.type("f")
      try await terminal.wait { $0.text.contains("Another fix: _") }
      try await terminal.type("no\u{7F}\u{7F}nowhere\n")
      try await terminal.wait { $0.text.contains("nowhere") && !$0.text.contains("Another fix") }
      try await terminal.type("f")
      try await terminal.wait { $0.text.contains("Another fix: _") }
      try await terminal.type("\u{1B}")
      try await terminal.wait { Self.isAt(1)($0) && !$0.text.contains("Another fix") }
      try await terminal.type("f")
      try await terminal.wait { $0.text.contains("Another fix: _") }
      try await terminal.type(fix + "\n")
      let screen = try await terminal.wait(until: Self.isOver)
      #expect(screen.rows.contains { $0.hasPrefix("A FIX   slowest ping") }, "\(screen)")
      try await terminal.type("q")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("On 40 columns, and after the window has changed its size, no line is cut off by the terminal")
  mutating func isNarrow() async throws {
    (workbench.rows, workbench.columns) = (20, 40)
    try await workbench.run { terminal in
      try await terminal.wait(until: Self.isAt(1))
      try await terminal.type("  ")
      var screen = try await terminal.wait(until: Self.isOver)
      #expect(screen.rows.count { $0.hasPrefix("GET /ping") } == 2, "\(screen)")
      try await terminal.resize(rows: 24, columns: 100)
      screen = try await terminal.wait { Self.isOver($0) && $0.columns == 100 && $0.rows[0].count > 90 }
      #expect(screen.rows.last?.hasSuffix("q quit") == true, "\(screen)")
      try await terminal.type("q")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C in the midst of a race ends it, gives the terminal back, and leaves no server")
  func isInterrupted() async throws {
    try await workbench.run { terminal in
      try await terminal.wait(until: Self.isAt(1))
      try await terminal.type("  ")
      try await terminal.wait { Self.isAt(3)($0) && $0.text.contains("GET /ping") }
      try await terminal.type("\u{3}")
      #expect(try await terminal.waitForExit() == 130)
      #expect(try await terminal.modes() == .original)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("--auto plays alone at a terminal, too")
  mutating func alone() async throws {
    workbench.arguments += ["--auto", "--speed", "50"]
    try await workbench.run { terminal in
      try await Self.expectEnd(of: terminal)
    }
    try expectNothingLeft(sandbox)
  }

  /// Ends the test without a result where this machine is too busy for the race.
  private static func expectEnd(of terminal: Terminal) async throws {
    let code = try await terminal.waitForExit()
    if code == 75 { try BusyMachine.excuse(String(describing: try await terminal.screen())) }
    #expect(code == 0)
  }

  @Test("On a terminal that cannot move its cursor, it is text")
  mutating func isDumb() async throws {
    workbench.arguments += ["--auto", "--speed", "1000"]
    workbench.environment = ["TERM": "dumb"]
    try await workbench.run { terminal in
      try await Self.expectEnd(of: terminal)
      let output = String(decoding: try await terminal.output(), as: UTF8.self)
      #expect(output.contains("BROKEN   slowest ping") && !output.contains("\u{1B}[H"), "\(output)")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("--notes follows the demo on a second terminal, step by step, until it is over")
  func notes() async throws {
    var second = Workbench(sandbox)
    second.arguments = ["demo", "--notes"]
    try await workbench.run { terminal in
      try await terminal.wait(until: Self.isAt(1))
      try await second.run { follower in
        try await follower.wait(for: "01-blocking, swift: code")
        try await follower.wait(for: "Ask what async promises here.")
        try await terminal.type(" ")
        try await follower.wait(for: "01-blocking, swift: question")
        try await follower.wait(for: "Take a show of hands.")
        try await terminal.type("q")
        try await follower.wait(for: "The demo is over.")
        #expect(try await follower.waitForExit() == 0)
      }
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("At the prompt, it takes the screen and gives it back")
  mutating func atThePrompt() async throws {
    workbench.arguments = []
    try Workbench.begin(sandbox)
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("demo 01")
      try await terminal.wait(until: Self.isAt(1))
      try await terminal.type("q")
      try await terminal.waitForPrompt()
    }
    try expectNothingLeft(sandbox)
  }
}

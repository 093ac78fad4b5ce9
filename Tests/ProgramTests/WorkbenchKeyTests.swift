import Foundation
import TestSupport
import Testing

@Suite("Keys at the workbench's prompt", .timeLimit(.minutes(30)))
struct WorkbenchKeyTests {
  private let sandbox: Sandbox
  private let workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
  }

  @Test("TAB completes commands, lessons, tracks, checks, solutions, options and files; twice lists the candidates")
  func completes() async throws {
    let table = [
      ("ver", "verify "), ("q", "quit "), ("prog", "progress "), ("help so", "help solution "),
      ("lesson ch", "lesson check"),
      ("verify ", "verify 0"), ("verify 01", "verify 01-blocking "), ("start blo", "start 01-blocking "),
      ("show ap", "show api "),
      ("v blo", "v 01-blocking "), ("start --track f", "start --track fastapi "),
      ("next --track s", "next --track swift "),
      ("verify --check re", "verify --check rendezvous "), ("verify 01 --check o", "verify 01 --check order "),
      ("apply asy", "apply async-"), ("apply of", "apply offload "), ("solution 01 d", "solution 01 dispatch-queue "),
      ("apply --track fastapi p", "apply --track fastapi plain-def"),
      ("apply 01 --track fastapi a", "apply 01 --track fastapi a"),
      ("verify --mod", "verify --module "), ("verify --module wo", "verify --module workspace/"),
      ("verify --module 'a f", "verify --module 'a folder/'"),
      ("progress --import ex", "progress --import export.json "),
      ("list --workspace ex", "list --workspace ex"), ("list --color n", "list --color never "),
      ("nonsense x", "nonsense x"),
    ]
    try Workbench.begin(sandbox)
    try sandbox.write("", to: "export.json")
    try sandbox.write("", to: "a folder/file")
    try await workbench.run { terminal in
      for (typed, completed) in table {
        try await terminal.waitForPrompt()
        try await terminal.type(typed)
        try await terminal.wait(until: { $0.line == "01-blocking ❯ \(typed.trimmingEnd)" })
        // The next character shows whether a blank was added.
        try await terminal.type("\t|")
        let screen = try await terminal.wait(until: { $0.line.hasSuffix("|") })
        #expect(screen.line == "01-blocking ❯ \(completed)|", "\(typed)")
        try await terminal.type("\u{3}")
      }
      try await terminal.waitForPrompt()
      try await terminal.type("s\t")
      let words = ["show", "skip", "solution", "start"]
      try await terminal.wait(until: { screen in
        screen.line == "01-blocking ❯ s"
          && screen.rows.contains { row in words == row.split(separator: " ").map(String.init) }
      })
    }
    try expectNothingLeft(sandbox)
  }

  @Test("F1 shows the help and Ctrl-X h a hint, above the half-typed line, which stays")
  func keepsLine() async throws {
    try Workbench.begin(sandbox)
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.type("verify --ch")
      try await terminal.type("\u{1B}OP")
      try await terminal.wait(for: "F1 shows help, Ctrl-X h a hint.")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ verify --ch" })
      let lines = try await terminal.lines()
      #expect(lines.contains("undo       Revert the last `reset` or `apply`."))
      try await terminal.type("\u{18}h")
      try await terminal.wait(for: "Hint 1 of ")
      try await terminal.type("eck")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ verify --check" })
    }
    #expect(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"]?.hints == 1)
    try expectNothingLeft(sandbox)
  }

  @Test("Earlier lines are available in the next run: each once, in a file that only the learner can read")
  func remembers() async throws {
    try Workbench.begin(sandbox)
    try await workbench.run { terminal in
      for line in ["hint --seen", "list", "hint --seen"] { try await terminal.command(line) }
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
    }
    #expect(try String(contentsOfFile: workbench.history, encoding: .utf8) == "list\nhint --seen\n")
    let mode = try FileManager.default.attributesOfItem(atPath: workbench.history)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      for line in ["hint --seen", "list"] {
        try await terminal.type("\u{1B}[A")
        try await terminal.wait(until: { $0.line == "01-blocking ❯ \(line)" })
      }
      try await terminal.type("\r")
      try await terminal.wait(for: "Next: edit")
      try await terminal.waitForPrompt()
    }
    #expect(try String(contentsOfFile: workbench.history, encoding: .utf8) == "hint --seen\nlist\n")
  }
}

extension String {
  /// The line as a screen shows it.
  fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}

import Foundation
import TestSupport
import Testing

@Suite("Ctrl-C, Ctrl-D, Ctrl-Z and signals", .timeLimit(.minutes(10)))
struct ControlTests {
  @Test("Ctrl-C drops the line being edited", arguments: [20, 80, 200])
  func interruptWhileEditing(columns: Int) async throws {
    try await withEditor(columns: columns) { terminal in
      try await terminal.type("he\u{1}X\u{3}")
      try await terminal.wait(until: { $0.filled == [prompt + "Xhe^C", prompt.trimmed] && $0.x == 12 })
      try await terminal.enter("on")
      try await terminal.wait(for: "ran [on]")
    }
  }

  @Test("Ctrl-C cancels the running command, and does not change the line being edited")
  func interruptOfACommand() async throws {
    try await withEditor { terminal in
      try await terminal.enter("slow")
      try await terminal.wait(for: "slow: begins")
      // Until the next line is being edited, Ctrl-C drops type-ahead.
      try await terminal.waitForLine()
      try await terminal.type("half\u{3}")
      try await terminal.wait(for: "slow: cancelled")
      try await terminal.waitForLine("half")
    }
  }

  @Test("Ctrl-C between two lines cancels the running command, and drops type-ahead")
  func interruptWhileHolding() async throws {
    try await withEditor { terminal in
      try await terminal.enter("wait")
      try await terminal.wait(for: "wait: begins")
      #expect(try await terminal.modes() == .editing)
      try await terminal.type("dropped\u{3}")
      try await terminal.wait(for: "wait: cancelled")
      try await terminal.enter("kept")
      try await terminal.wait(for: "ran [kept]")
    }
  }

  @Test("Type-ahead becomes the next line")
  func typeAhead() async throws {
    try await withEditor { terminal in
      try await terminal.type("hold\rnext\rpart")
      try await terminal.wait(for: "ran [next]")
      try await terminal.waitForLine("part")
      let lines = try await terminal.lines()
      #expect(lines.prefix(4) == [prompt + "hold", "hold: begins", "hold: ends", prompt + "next"])
    }
  }

  @Test("Ctrl-D deletes to the right, or ends the session on an empty line and restores the terminal")
  func endOfInput() async throws {
    try await withEditor { terminal in
      try await terminal.type("abc\u{1}\u{4}\r")
      try await terminal.wait(for: "ran [bc]")
      try await terminal.waitForLine()
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
      #expect(try await terminal.modes() == .original)
      #expect(try await terminal.lines().contains("bye"))
    }
  }

  @Test("Ctrl-Z stops the job while a line is edited; fg continues it")
  func stopWhileEditing() async throws {
    try await withEditor(shell: true) { terminal in
      // Regression: text printed just as the terminal came back sometimes waited for the next key.
      for round in 1...20 {
        try await terminal.waitForLine()
        try await terminal.type("half\u{1A}")
        try await terminal.wait(for: "Stopped", count: round)
        try await terminal.wait(until: { $0.line == "shell$" })
        try await terminal.wait(for: .original)
        try await terminal.type("fg\n")
        try await terminal.waitForLine("half")
        #expect(try await terminal.modes() == .editing)
        try await terminal.type("way\r")
        try await terminal.wait(for: "ran [halfway] scalars=7", count: round)
      }
    }
  }

  @Test("Ctrl-Z stops the job between two lines too")
  func stopWhileHolding() async throws {
    try await withEditor(shell: true) { terminal in
      try await terminal.enter("wait")
      try await terminal.wait(for: "wait: begins")
      try await terminal.type("\u{1A}")
      try await terminal.wait(for: "Stopped")
      try await terminal.wait(for: .original)
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("fg\n")
      try await terminal.wait(for: .editing)
      try await terminal.type("\u{3}")
      try await terminal.wait(for: "wait: cancelled")
      try await terminal.waitForLine()
    }
  }

  @Test("Ctrl-Z also stops the program that started us, such as make")
  func stopOfTheGroup() async throws {
    let command = ["sh", "-c", "'\(try Products.path("line-editor"))'; echo the end"]
    try await Terminal.run(command, shell: true) { terminal in
      try await terminal.waitForLine()
      try await terminal.type("half\u{1A}")
      try await terminal.wait(for: "Stopped")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("fg\n")
      try await terminal.waitForLine("half")
      try await terminal.type("\u{3}\u{4}")
      try await terminal.wait(for: "the end", count: 2)
    }
  }

  @Test("Ctrl-Z does nothing if no shell could continue the job")
  func stopWithoutAShell() async throws {
    try await withEditor { terminal in
      try await terminal.type("half\u{1A}way\r")
      try await terminal.wait(for: "ran [halfway]")
    }
  }

  @Test("After a stop by another program, the editor takes the terminal again and redraws the line")
  func foreignStop() async throws {
    try await withEditor(shell: true) { terminal in
      try await terminal.type("half")
      try await terminal.waitForLine("half")
      try await terminal.signal(SIGSTOP, toForeground: true)
      try await terminal.wait(for: "Stopped")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("stty sane; fg\n")
      try await terminal.waitForLine("half")
      try await terminal.wait(for: .editing)
      try await terminal.type("way\r")
      try await terminal.wait(for: "ran [halfway]")
    }
  }

  @Test("A terminating signal becomes an event, and the terminal is restored", arguments: [SIGTERM, SIGHUP, SIGINT])
  func signals(number: Int32) async throws {
    try await withEditor { terminal in
      try await terminal.type("half")
      try await terminal.waitForLine("half")
      try await terminal.signal(number)
      #expect(try await terminal.waitForExit() == 0)
      #expect(try await terminal.modes() == .original)
      #expect(try await terminal.screen().filled == ["signal \(number)", prompt + "half"])
    }
  }

  @Test("Ctrl-\\ becomes an event during and between lines")
  func quit() async throws {
    for line in ["half", "wait\r"] {
      try await withEditor { terminal in
        try await terminal.type(line)
        try await terminal.wait(for: line.trimmed.filter { $0 != "\r" })
        try await terminal.type("\u{1C}")
        #expect(try await terminal.waitForExit() == 0)
        try await terminal.wait(for: "signal \(SIGQUIT)")
      }
    }
  }

  @Test("A borrower gets the terminal's original modes, and the editor takes it back")
  func lending() async throws {
    try await withEditor { terminal in
      // Regression: text printed just as the terminal came back sometimes waited for the next key.
      for round in 1...20 {
        try await terminal.enter("edit")
        try await terminal.wait(for: "lent", count: round)
        #expect(try await terminal.modes() == .original)
        try await terminal.type("hello\n")
        try await terminal.wait(for: "got hello", count: round)
        try await terminal.wait(for: "it is back", count: round)
        try await terminal.waitForLine()
        #expect(try await terminal.modes() == .editing)
      }
    }
  }
}

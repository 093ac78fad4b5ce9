import TestSupport
import Testing

@Suite("The terminal model of the tests", .timeLimit(.minutes(10)))
struct TerminalTests {
  @Test("A program's screen, modes, size and exit can be observed")
  func driver() async throws {
    try await Terminal.run(["cat"], rows: 6, columns: 20) { terminal in
      try await terminal.type("half a line that is wrapped 日本\n")
      try await terminal.wait(for: "half a line that is wrapped 日本", count: 2)
      let screen = try await terminal.wait(until: { $0.y == 4 })
      #expect(screen.filled == ["half a line that is", "wrapped 日本", "half a line that is", "wrapped 日本"])
      #expect(try await terminal.modes() == .original)
      try await terminal.resize(rows: 6, columns: 40)
      #expect(try await terminal.screen().filled == Array(repeating: "half a line that is wrapped 日本", count: 2))
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
    }
  }

  @Test("A shell starts the program and stays open")
  func shell() async throws {
    try await Terminal.run(["sh", "-c", "echo it runs"], shell: true) { terminal in
      try await terminal.wait(for: "it runs", count: 2)
      try await terminal.wait(for: "shell$", count: 2)
      try await terminal.type("exit 3\n")
      #expect(try await terminal.waitForExit() == 3)
    }
  }
}

import Base
import Foundation
import LineEditor
import TestSupport
import Testing

@Suite("Reading lines plainly", .timeLimit(.minutes(10)))
struct PlainTests {
  @Test("Lines from a pipe run without a prompt and without escape sequences")
  func piped() async throws {
    let long = String(repeating: "x", count: 200_000)
    let input = Array("one\r\n\(long)\nlast".utf8) + [0xff, 0]
    let result = try await Tool.built("line-editor").run([], input: input)
    // The byte that is not UTF-8 is carried along.
    #expect(
      result.output == "ran [one] scalars=3\nran [\(long)] scalars=200000\nran [last\u{10FFFF}] scalars=5\nbye\n")
    #expect(result.status == 0)
  }

  @Test("A plain terminal shows a prompt without escape sequences")
  func inATerminal() async throws {
    try await withEditor(environment: ["TERM": "dumb"]) { terminal in
      try await terminal.enter("né日")
      try await terminal.wait(for: "ran [né日] scalars=3")
      #expect(try await terminal.modes() == .original)
      try await terminal.wait(until: { $0.line == prompt.trimmed })
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
      let escape = try await terminal.output().contains(0x1b)
      #expect(!escape)
      #expect(try await terminal.lines().contains("bye"))
    }
  }

  @Test("Ctrl-C drops the line, or cancels the running command")
  func interrupt() async throws {
    try await withEditor(arguments: ["--plain"]) { terminal in
      try await terminal.type("half")
      try await terminal.waitForLine("half")
      try await terminal.type("\u{3}")
      try await terminal.wait(until: { $0.filled.suffix(2) == [prompt + "half^C", prompt.trimmed] })
      try await terminal.enter("slow")
      try await terminal.wait(for: "slow: begins")
      try await terminal.type("\u{3}")
      try await terminal.wait(for: "slow: cancelled")
      try await terminal.enter("wait")
      try await terminal.wait(for: "wait: begins")
      try await terminal.type("\u{3}")
      try await terminal.wait(for: "wait: cancelled")
      try await terminal.enter("on")
      try await terminal.wait(for: "ran [on]")
    }
  }

  @Test("After Ctrl-Z and fg, the prompt is shown again")
  func stop() async throws {
    try await withEditor(arguments: ["--plain"], shell: true) { terminal in
      try await terminal.type("\u{1A}")
      try await terminal.wait(for: "Stopped")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("fg\n")
      try await terminal.wait(until: { $0.line == prompt.trimmed })
      try await terminal.enter("on")
      try await terminal.wait(for: "ran [on]")
    }
  }

  @Test("The terminal is lent to another program")
  func lending() async throws {
    try await withEditor(arguments: ["--plain"]) { terminal in
      try await terminal.enter("edit")
      try await terminal.wait(for: "lent")
      try await terminal.enter("hello")
      try await terminal.wait(for: "got hello")
      try await terminal.enter("on")
      try await terminal.wait(for: "ran [on]")
    }
  }

  @Test("500 lines from ten tasks stay intact")
  func flood() async throws {
    try await withEditor(arguments: ["--plain"]) { terminal in
      try await terminal.enter("flood")
      for task in 0..<10 { try await terminal.wait(for: "task \(task) line 49") }
      let lines = try await terminal.lines().filter { $0.hasPrefix("task ") }
      #expect(Set(lines).count == 500 && lines.count == 500)
    }
  }

  @Test("A program that prints faster than its output is read waits for it")
  func waitsForReader() async throws {
    let (input, output) = (Pipe(), Pipe())
    let reader = try PlainReader(
      input: input.fileHandleForReading.fileDescriptor, output: output.fileHandleForWriting.fileDescriptor, signals: [])
    let running = Task { try await reader.run() }
    let line = String(repeating: "x", count: 65_535) + "\n"
    let printed = Locked(0)
    Thread.detachNewThread {
      for _ in 1...100 {
        reader.print(line, waits: true)
        printed.withLock { $0 += 1 }
      }
      reader.close()
    }
    // What was taken, what waits, what is in the pipe, and a line that is more than enough.
    let most = 2 * (1 << 20) + 4 * line.utf8.count
    var count = 0
    while count < 100 * line.utf8.count {
      count += output.fileHandleForReading.readData(ofLength: line.utf8.count).count
      #expect(printed.withLock { $0 } * line.utf8.count <= count + most)
    }
    try await running.value
  }

  @Test("When the reader of the output closes it, the session is told and ends")
  func closedOutput() async throws {
    let program = try Products.path("line-editor")
    let script = "set -o pipefail; yes | '\(program)' | head -n 1; echo ${PIPESTATUS[1]}"
    let result = try await Tool.system("bash").run(["-c", script])
    #expect(result.output == "ran [y] scalars=1\n0\n")
  }
}

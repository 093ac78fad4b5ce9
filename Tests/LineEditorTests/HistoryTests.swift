import Foundation
import LineEditor
import TestSupport
import Testing

@Suite("The command history", .timeLimit(.minutes(10)))
struct HistoryTests {
  @Test("A repeated line is kept once, at its newest position, and at most 1,000 lines are kept")
  func merging() {
    #expect(History.merged(["a", "b", "c"], adding: "a") == ["b", "c", "a"])
    let many = (0..<1_000).map(String.init)
    #expect(History.merged(many, adding: "new") == Array(many.dropFirst()) + ["new"])
    #expect(History.merged(many, adding: "5").count == 1_000)
  }

  @Test("The environment determines the path of the file")
  func place() {
    #expect(History.defaultPath(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/pitfall/history")
    #expect(History.defaultPath(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/pitfall/history")
    #expect(History.defaultPath(["XDG_STATE_HOME": "/s\u{FFFD}", "HOME": "/h"]) == "/h/.local/state/pitfall/history")
    #expect(History.defaultPath([:]) == nil)
  }

  @Test("Two workbenches keep each other's lines, in a file that only its owner can read")
  func together() throws {
    try withFolder { folder in
      let path = folder + "/state/history"
      let (one, two) = (History(path: path), History(path: path))
      #expect(one.load() == nil && two.load() == nil)
      for number in 0..<20 {
        #expect(one.add("one \(number)") == nil && two.add("two \(number)") == nil)
        #expect(one.add("both") == nil && two.add(" ") == nil)
      }
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == (0..<20).map { "one \($0)\ntwo \($0)\n" }.joined() + "both\n")
      #expect(try mode(path) == 0o600 && mode(folder + "/state") == 0o700)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/state").sorted() == ["history", "history.lock"])
    }
  }

  @Test("An unusable file is reported once, and the lines of this session are kept")
  func unusable() throws {
    try withFolder { folder in
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
      let history = History(path: folder + "/file/history")
      let complaint = history.load() ?? history.add("a")
      #expect(complaint?.hasPrefix("The command history is not saved: ") == true)
      #expect(history.add("b") == nil && history.lines.last == "b")
    }
  }

  @Test("The arrow keys recall lines of this and earlier runs, even after a kill")
  func runs() async throws {
    try await withHistory { path in
      try await edit(path) { terminal in
        for line in ["one", "two", "one"] {
          try await terminal.enter(line)
          try await terminal.waitForLine()
        }
        try await terminal.wait(for: "ran [one]", count: 2)
        try await terminal.type("\u{1B}[A\u{1B}[A")
        try await terminal.waitForLine("two")
        try await terminal.signal(SIGKILL)
        #expect(try await terminal.waitForExit() == -SIGKILL)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\none\n")
      try await edit(path) { terminal in
        try await terminal.waitForLine()
        try await terminal.type("\u{1B}OA")
        try await terminal.waitForLine("one")
        try await terminal.type("\u{15}\u{12}tw")
        try await terminal.wait(until: { $0.text.contains("bck:tw") && $0.line == prompt + "two" })
        try await terminal.type("\r")
        try await terminal.wait(for: "ran [two]")
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
    }
  }

  @Test("Two concurrent editors recall each other's lines")
  func atOnce() async throws {
    try await withHistory { path in
      try await edit(path) { first in
        try await edit(path) { second in
          try await first.enter("from the first")
          try await first.wait(for: "ran [from the first]")
          try await second.enter("from the second")
          try await second.wait(for: "ran [from the second]")
          try await second.waitForLine()
          try await second.type("\u{1B}[A\u{1B}[A")
          try await second.waitForLine("from the first")
        }
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "from the first\nfrom the second\n")
    }
  }

  private func edit(_ path: String, _ body: (Terminal) async throws -> Void) async throws {
    let command = [try Products.path("line-editor"), "--history", path]
    try await Terminal.run(command, rows: 16, columns: 60) { terminal in
      try await terminal.waitForLine()
      try await body(terminal)
    }
  }

  private func withHistory(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder + "/state/history")
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}

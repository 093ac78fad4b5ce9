import Foundation
import TestSupport
import Testing

@Suite("What is typed at the prompt", .timeLimit(.minutes(30)))
struct PromptLineTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    try Workbench.begin(sandbox)
  }

  @Test("An unknown command is reported in a sentence that names no program, and comments are ignored")
  func explains() async throws {
    let table = [
      ("verfy", "There is no command 'verfy'. Did you mean 'verify'? Type help for all commands."),
      ("''", "There is no command ''. Type help for all commands."),
      ("s", "'s' is ambiguous: start, show, skip or solution?"),
      ("show \"01", "Unclosed quote \": add the closing one, or put \\ before it."),
      ("show 99", "There is no lesson '99'. The lessons are \(Products.lessonList)."),
      ("undo", "There is nothing to undo: no `reset` or `apply` has changed your swift module of 01-blocking."),
      (
        "apply magic",
        "'magic' is neither a lesson nor a swift solution of 01-blocking. Its solutions are async-client, offload, "
          + "dispatch-queue, async-let, own-threads."
      ),
      ("verify --seed", "Error: Missing value for '--seed <seed>'"),
      ("progress --export a --import b", "Error: --export and --import cannot be used together."),
      ("# it's a remark", ""), ("  #list", ""),
    ]
    try await workbench.run { terminal in
      for (line, sentence) in table {
        let answer = try await terminal.answer(to: line)
        let said = answer.joined(separator: " ")
        if line.contains(" --") {
          // The argument parser adds the command's usage.
          #expect(said.hasPrefix(sentence), "\(answer)")
        } else {
          #expect(said == sentence, "\(line)")
        }
        #expect(!said.contains("pitfall"), "\(answer)")
        #expect(answer.allSatisfy { $0.count <= 80 }, "\(answer)")
      }
      #expect(try await terminal.answer(to: "quit now") == ["`quit` takes no arguments."])
      try await terminal.enter(" qui ")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("? is help, help accepts first letters, and the program's name and common options may precede a command")
  func understands() async throws {
    try Workbench.begin(sandbox, in: "else where")
    try await workbench.run { terminal in
      let overview = try await terminal.answer(to: "help")
      #expect(overview.contains("undo       Revert the last `reset` or `apply`."), "\(overview)")
      #expect(overview.count <= 22)
      #expect(try await Array(terminal.answer(to: "?")) == Array(overview))
      let help = try await terminal.answer(to: "help verif")
      #expect(help.contains { $0.hasPrefix("USAGE: verify ") }, "\(help)")
      #expect(try await Array(terminal.answer(to: "verify --help")) == Array(help))
      let list = try await terminal.answer(to: "list")
      #expect(list.first == "01-blocking  Blocking operations in async endpoints" && list.last == "Next: edit")
      for line in ["pitfall list", "--color never list", "--plain li"] {
        #expect(try await Array(terminal.answer(to: line)) == Array(list), "\(line)")
      }
      let other = try await terminal.answer(to: "--workspace 'else where' progress")
      #expect(other.last == "Next: edit --workspace 'else where'", "\(other)")
    }
    try expectNothingLeft(sandbox)
  }
}

import Foundation
import TestSupport
import Testing

@Suite("edit", .timeLimit(.minutes(30)))
struct EditTests {
  private let sandbox: Sandbox
  private let main: String

  init() throws {
    sandbox = try Sandbox()
    main = try Workbench.begin(sandbox)
  }

  @Test("Without an editor, or without a terminal, it prints the path of the copy")
  func saysPath() async throws {
    for editor in [nil, "", "sh -c 'exit 3'"] {
      var pitfall = Pitfall(sandbox)
      pitfall.environment = ["VISUAL": nil, "EDITOR": editor]
      let outcome = try await pitfall.run(["edit"])
      #expect(outcome.exit == 0)
      #expect(outcome.output == "workspace/01-blocking/swift/main.swift\n")
      let isSet = editor?.isEmpty == false
      let reason =
        isSet ? "An editor needs a terminal, and there is none here." : "VISUAL and EDITOR are not set."
      #expect(
        outcome.errors
          == "\(reason) Open this file in your editor:\nNext: \(try Products.path("pitfall")) verify\n")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("The editor has the terminal as the learner knows it, and edits the file; then the prompt appears again")
  func edits() async throws {
    var workbench = Workbench(sandbox)
    // The editor reads a line with the terminal's own echo, and handles Ctrl-C itself, as vi does. It writes without
    // buffers, which a signal handler cannot use while they are used already.
    let editor = """
      import os, select, signal, sys
      signal.signal(signal.SIGINT, lambda *_: os.write(1, b"not me\\n"))
      os.write(1, b"editing\\n")
      # Python calls a handler when it is back from the kernel: a signal that comes just before a read would wait for it.
      while not select.select([0], [], [], 0.05)[0]: pass
      word = sys.stdin.readline()
      open(sys.argv[1], "a").write("// " + word)
      print("edited", flush=True)
      """
    workbench.environment = try ["EDITOR": "\(Tool.python().path) \(sandbox.write(editor, to: "editor.py"))"]
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("edit")
      try await terminal.wait(for: "editing")
      try await terminal.wait(for: .original)
      try await terminal.type("\u{3}")
      try await terminal.wait(for: "not me")
      try await terminal.type("fixed by hand\n")
      try await terminal.wait(for: "edited")
      try await terminal.waitForPrompt()
      try await terminal.wait(for: .editing)
      let said = try await terminal.sentences()
      #expect(said.contains("edited Next: verify 01-blocking ❯"), "\(said)")
      try await terminal.command("diff")
      try await terminal.expectLine("+// fixed by hand")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("VISUAL takes precedence over EDITOR; an editor that is missing or fails is reported in a sentence")
  func explains() async throws {
    let table = [
      (
        "no-such-editor",
        "pitfall: 'no-such-editor' cannot be run. Set VISUAL or EDITOR to an editor that is installed."
      ),
      (
        "sh -c 'exit 3'",
        "pitfall: 'sh -c 'exit 3'' ended with exit code 3. Your file is workspace/01-blocking/swift/main.swift."
      ),
      ("sh -c 'kill -9 $$'", "' was ended by signal 9. Your file is workspace/01-blocking/swift/main.swift."),
    ]
    for (editor, sentence) in table {
      var workbench = Workbench(sandbox)
      workbench.environment = ["VISUAL": editor, "EDITOR": "false"]
      workbench.shellCommand = "\"$pitfall\" edit; echo \"code $?\""
      try await workbench.run { terminal in
        #expect(try await terminal.waitForExit() == 0)
        let said = try await terminal.sentences()
        #expect(said.contains(sentence), "\(said)")
        #expect(try await terminal.lines().contains("code 64"))
      }
    }
    try expectNothingLeft(sandbox)
  }
}

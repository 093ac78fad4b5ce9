import Foundation
import TestSupport
import Testing

@Suite("Bad usage", .timeLimit(.minutes(30)))
struct UsageTests {
  @Test(
    "A meaningless request exits with 64 and says what is wrong, and what is available instead",
    arguments: [
      (["--plain", "verfy", "01"], "There is no command 'verfy'. Did you mean 'verify'? Type help for all commands."),
      (["--workspace"], "Missing value for '--workspace <workspace>'"),
      (["show", "articel"], "There is no lesson 'articel'. The lessons are \(Products.lessonList)."),
      (["faq", "6"], "Unexpected argument '6'"),
      (["best-practices", "--track", "rust"], "The value 'rust' is invalid for '--track <track>'."),
      (["faq", "--jsn"], "Unknown option '--jsn'"),
      (["show", "99"], "There is no lesson '99'. The lessons are \(Products.lessonList)."),
      (["lesson", "check", "99"], "There is no lesson '99'. The lessons are \(Products.lessonList)."),
      (["verify"], "No lesson is started, so name one: \(Products.lessonList)."),
      (
        ["verify", "01", "--track", "rust"], "The value 'rust' is invalid for '--track <track>'. Please provide one of"
      ),
      (
        ["verify", "01", "--check", "nope"],
        "01-blocking has no check 'nope'. Its checks are contract, rendezvous, loop, order, patience."
      ),
      (["verify", "01", "--bogus"], "Unknown option '--bogus'"),
      (["verify", "01", "extra"], "Unexpected argument 'extra'"),
      (["verify", "01", "--seed", "x"], "The value 'x' is invalid for '--seed <seed>'"),
      (["verify", "01", "--seed", "18446744073709551616"], "is invalid for '--seed <seed>'"),
      (["verify", "01", "--module", ""], "--module needs a path: the module's folder or file."),
      (["run", "01", "--port", "70000"], "--port must be between 0 and 65535."),
      (["connect", "ada"], "'ada' is not the address of a WebSocket, such as http://127.0.0.1:8000/ws?client=ada."),
      (["connect", "http://example.com/ws"], "connect is for servers on this machine: 127.0.0.1 or localhost"),
      (["connect", "ws://localhost:1/ws", "--times", "0"], "--times must be between 1 and 1000."),
      (["connect", "ws://localhost:1/ws", "--repeat", "0"], "--repeat must be between 1 and 10000."),
      (["connect", "ws://localhost:1/ws", "--for=-1"], "--for must be between 0 and 3600 seconds."),
      (["run", "01", "--port", "x"], "The value 'x' is invalid for '--port <port>'"),
      (["list", "--color", "pink"], "The value 'pink' is invalid for '--color <color>'. Please provide one of"),
      (["lesson", "check", "--times", "0"], "--times must be between 1 and 10000."),
      (["lesson", "check", "--jobs", "0"], "--jobs must be between 1 and 64."),
      (["lesson", "check", "--journal", ""], "--journal needs a path: the file to keep finished runs in."),
      (
        ["lesson", "check", "--only", "cached", "--journal", "/dev/null/x"],
        "/dev/null cannot be created: File exists."
      ),
      (["lesson", "check", "--only", "zzz"], "No module is left to check: mind --track and --only."),
      (
        ["list", "--lessons", "/nonexistent"],
        "There is no folder of lessons at /nonexistent. Choose one with --lessons"
      ),
      (
        ["list", "--lessons", "/proc/self"], "/proc/self contains no lessons: a lesson is a folder with a lesson.yaml."
      ),
    ])
  func explainsUsage(arguments: [String], sentence: String) async throws {
    let sandbox = try Sandbox()
    let outcome = try await Pitfall(sandbox).run(arguments)
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(!outcome.isCrash)
    try expectNothingLeft(sandbox)
  }

  @Test(
    "Every command explains itself",
    arguments: [
      [], ["workbench"], ["welcome"], ["list"], ["start"], ["show"],
      ["faq"], ["best-practices"], ["next"], ["skip"], ["progress"], ["edit"],
      ["verify"], ["run"], ["diff"], ["reset"], ["undo"], ["hint"], ["solution"], ["apply"], ["lesson"],
      ["lesson", "check"], ["lesson", "handout"], ["class", "collect"], ["demo"], ["doctor"],
    ])
  func helps(command: [String]) async throws {
    let outcome = try await Pitfall(Sandbox()).run(command + ["--help"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("USAGE: " + (["pitfall"] + command).joined(separator: " ")))
    #expect(outcome.errors == "")
  }

  @Test("help accepts a command's first letters, and ? is help", arguments: [["help", "verif"], ["?", "v"]])
  func helpsByPrefix(words: [String]) async throws {
    let outcome = try await Pitfall(Sandbox()).run(words)
    #expect(outcome.exit == 0 && outcome.errors == "")
    #expect(try await outcome.output == Pitfall(Sandbox()).run(["verify", "--help"]).output)
  }

  @Test("The options that all commands have may precede the command")
  func takesOptionsBefore() async throws {
    let sandbox = try Sandbox()
    try Workbench.begin(sandbox, in: "else where")
    try sandbox.copy("Lessons")
    try sandbox.copy("Solutions")
    let options = ["--workspace", "else where", "--plain", "--color", "always", "--lessons", "Lessons"]
    for command in ["progress", "li"] {
      let outcome = try await Pitfall(sandbox).run(options + [command])
      #expect(outcome.exit == 0 && outcome.errors == "")
      #expect(try await outcome.output == Pitfall(sandbox).run([command] + options).output, "\(command)")
      #expect(outcome.output.hasSuffix(" edit --lessons Lessons --workspace 'else where'\n"), "\(outcome.output)")
      #expect(outcome.output.contains("\u{1B}[1m"))
    }
    let help = try await Pitfall(sandbox).run(["--plain", "help", "list"])
    let listHelp = try await Pitfall(sandbox).run(["list", "--help"])
    #expect(help.errors == "")
    #expect(help.output == listHelp.output)
  }

  @Test("The general help lists the exit codes")
  func explainsExitCodes() async throws {
    let outcome = try await Pitfall(Sandbox()).run(["--help"])
    for code in ["0 all", "1 some", "75 inc", "64 bad", "69 some", "70 a bug", "130 int"] {
      #expect(outcome.sentences.contains(code))
    }
  }

  @Test("A module path that does not exist is an error", arguments: ["/nonexistent", "loop", "dangling"])
  func explainsMissingModule(path: String) async throws {
    let sandbox = try Sandbox()
    for (link, target) in [("loop", "loop"), ("dangling", "/nonexistent/main.swift")] {
      try FileManager.default.createSymbolicLink(atPath: "\(sandbox.path)/\(link)", withDestinationPath: target)
    }
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--module", path])
    #expect(outcome.exit == 64)
    #expect(
      outcome.errors
        == "pitfall: There is no file or folder at \(path). Pass the module's folder or file with --module PATH.\n")
    try expectNothingLeft(sandbox)
  }

  enum Content: String {
    case nothing, otherTrack, folder, loop, pipe, unreadable
  }

  @Test(
    "A folder without a module is an error", arguments: ["swift", "fastapi"],
    [Content.nothing, .otherTrack, .folder, .loop, .pipe])
  func explainsFolderWithoutModule(track: String, content: Content) async throws {
    try await expectNoModule(track, content)
  }

  @Test(
    "A module that cannot be read is an error", .enabled("root may read everything") { getuid() != 0 },
    arguments: ["swift", "fastapi"])
  func explainsUnreadableModule(track: String) async throws {
    try await expectNoModule(track, .unreadable)
  }

  private func expectNoModule(_ track: String, _ content: Content) async throws {
    let sandbox = try Sandbox()
    let main = track == "swift" ? "main.swift" : "main.py"
    let folder = sandbox.path + "/module"
    let file = "\(folder)/\(main)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    switch content {
    case .nothing: break
    case .otherTrack: _ = try sandbox.module(track == "swift" ? "fastapi" : "swift", "")
    case .folder: try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    case .loop: try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: main)
    case .pipe: #expect(mkfifo(file, 0o600) == 0)
    case .unreadable:
      _ = try sandbox.module(track, "")
      #expect(chmod(file, 0) == 0)
    }
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--track", track, "--module", folder])
    #expect(outcome.exit == 64)
    #expect(
      outcome.errors
        == "pitfall: There is no readable \(main) in \(folder). Pass the folder that contains it, or choose another --track.\n"
    )
    try expectNothingLeft(sandbox)
  }

  @Test("A file of the other language is an error")
  func explainsOtherLanguage() async throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("", to: "server.py")
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--module", file])
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains("\(file) is not a Swift file, which the swift track needs. Choose another --track"))
  }
}

import Foundation
import TestSupport
import Testing

@Suite("A learner's commands in a shell", .timeLimit(.minutes(30)))
struct LearningTests {
  private let sandbox: Sandbox
  private let main: String

  init() throws {
    sandbox = try Sandbox()
    main = try Workbench.begin(sandbox)
  }

  @discardableResult
  private func run(_ words: String..., exit: Int32 = 0) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(words)
    #expect(outcome.exit == exit, "\(words): \(outcome.output)\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return outcome
  }

  private func text() throws -> String { try String(contentsOfFile: main, encoding: .utf8) }

  @Test("Hints are shown one by one, to the last; --seen shows the earlier ones, and no new one")
  func hints() async throws {
    let first = try await run("hint")
    #expect(
      first.sentences
        == "Hint 1 of 3: Request /ping while another request is still waiting, and see which response comes first."
    )
    #expect(try await run("hint").output.hasPrefix("Hint 2 of 3: "))
    let seen = try await run("hint", "--seen")
    #expect(seen.output.hasPrefix(first.output + "Hint 2 of 3: ") && !seen.output.contains("Hint 3"))
    let end = " That was the last hint. Type `\(try Products.path("pitfall")) solution` to see complete fixes."
    for _ in 1...2 {
      let last = try await run("hint")
      #expect(last.output.hasPrefix("Hint 3 of 3: ") && last.sentences.hasSuffix(end), "\(last.output)")
    }
    #expect(
      try LearnersProgress.read(sandbox.path + "/workspace/progress.json").lessons["01-blocking"]?["swift"]?.hints == 3)
    #expect(try await run("hint", "--track", "fastapi").output.hasPrefix("Hint 1 of 3: "))
  }

  @Test("Solutions are listed, shown by any unique prefix, and rejected in a sentence")
  func showsSolutions() async throws {
    let list = try await run("solution")
    let names = ["async-client", "offload", "dispatch-queue", "async-let", "own-threads"]
    let listed = list.output.prefix(upTo: try #require(list.output.range(of: "\nNext: ")).lowerBound)
    #expect(listed.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map(String.init) == names)
    #expect(list.sentences.hasSuffix(" Next: \(try Products.path("pitfall")) solution async-client shows its code"))
    let shipped = try String(
      contentsOfFile: Products.project + "/Solutions/01-blocking/swift/offload/main.swift", encoding: .utf8)
    for words in [["off"], ["01", "offload"], ["block", "of", "--track", "swift"]] {
      let one = try await Pitfall(sandbox).run(["solution"] + words)
      #expect(one.exit == 0)
      #expect(one.output.contains("\nmain.swift\n\(shipped)\nNext: "), "\(words)")
    }
    let ambiguous = try await run("solution", "async", exit: 64)
    #expect(ambiguous.errors == "pitfall: 'async' is ambiguous: async-client or async-let?\n")
    let unknown =
      "pitfall: 01-blocking has no solution 'magic' in the swift track. It has \(names.joined(separator: ", ")).\n"
    #expect(try await run("solution", "01", "magic", exit: 64).errors == unknown)
    #expect(try await run("apply", "01", "magic", exit: 64).errors == unknown)
    #expect(
      try await run("apply", exit: 64).errors
        == "pitfall: Which solution? 01-blocking has \(names.joined(separator: ", ")).\n")
    #expect(
      try await run("solution", "a", "b", "c", exit: 64).errors.contains(
        "Name at most a lesson and one of its solutions"))
  }

  @Test("A word that is neither a lesson nor a solution is reported as such")
  func explainsWord() async throws {
    let outcome = try await run("solution", "magic", exit: 64)
    #expect(
      outcome.errors
        == "pitfall: 'magic' is neither a lesson nor a swift solution of 01-blocking. "
        + "Its solutions are async-client, offload, dispatch-queue, async-let, own-threads.\n")
  }

  @Test("Applied and reset files are shown by diff, and undone step by step")
  func changes() async throws {
    let broken = try text()
    #expect(try await run("diff").output == "Your copy is unchanged: it is still the original broken module.\n")
    #expect(
      try await run("undo", exit: 64).errors.hasPrefix("pitfall: There is nothing to undo: no `reset` or `apply` has"))
    #expect(try await run("reset").output == "Nothing changed: your copy already is the original broken module.\n")
    let mine = broken + "// mine\n"
    try sandbox.write(mine, to: "workspace/01-blocking/swift/main.swift")
    let diff = try await run("diff", "--color", "never")
    #expect(diff.output.hasPrefix("--- broken/main.swift\n+++ yours/main.swift\n@@ "), "\(diff.output)")
    #expect(diff.output.hasSuffix("\n+// mine\n"))
    let applied = try await run("apply", "off")
    #expect(applied.output == "Your copy is now the solution 'offload' (main.swift). `undo` reverts this.\n")
    #expect(applied.errors == "Next: \(try Products.path("pitfall")) verify\n")
    let fix = try String(
      contentsOfFile: Products.project + "/Solutions/01-blocking/swift/offload/main.swift", encoding: .utf8)
    #expect(try text() == fix)
    #expect(
      try await run("apply", "offload").output == "Nothing changed: your copy already is the solution 'offload'.\n")
    #expect(try await run("reset").output.hasPrefix("Restored the original broken module (main.swift)."))
    #expect(try text() == broken)
    try await run("undo")
    #expect(try text() == fix)
    #expect(try await run("undo").output.hasPrefix("Restored main.swift to its earlier version."))
    #expect(try text() == mine)
    try await run("undo", exit: 64)
  }

  @Test("Commands and their prefixes work from a shell as at the prompt")
  func completesNames() async throws {
    #expect(
      try await run("prog").output.hasPrefix("01-blocking swift: not started\n01-blocking fastapi: not started\n"))
    #expect(try await run("verif", "--check", "nope", exit: 64).errors.contains("01-blocking has no check 'nope'."))
    #expect(try await run("undoo", exit: 64).errors.contains("There is no command 'undoo'. Did you mean 'undo'?"))
    #expect(try await run("help", "apply").output.contains("USAGE: pitfall apply "))
  }
}

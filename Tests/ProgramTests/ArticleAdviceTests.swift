import Foundation
import TestSupport
import Testing

@Suite("best-practices and faq", .timeLimit(.minutes(30)))
struct ArticleAdviceTests {
  private struct Entry: Decodable {
    let number: Int
    let article: String
    let verdict: String
    let track: String
    let answer: String
    let measured: String
    let lesson: String
    let checks: [String]
    let command: String
  }

  static let commands = ["best-practices", "faq"]
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  @Test("Each answers five points with a verdict, a figure, a proof, and a command", arguments: commands)
  func answers(command: String) async throws {
    let outcome = try await Pitfall(sandbox).run([command])
    #expect(outcome.exit == 0 && outcome.errors == "")
    let lines = outcome.output.split(separator: "\n")
    for (count, start) in [(5, "## "), (5, "- Measured: "), (5, "- Proof: lesson 0"), (5, "    ")] {
      #expect(lines.count { $0.hasPrefix(start) } == count, "\(start)")
    }
    #expect(outcome.output.contains(" verify 01 --track swift --module "))
    try expectNothingLeft(sandbox)
  }

  @Test("A track has its own answers, figures, and commands", arguments: commands)
  func differs(command: String) async throws {
    let swift: [Entry] = try await Pitfall(sandbox).run([command, "--json"]).decode()
    let fastapi: [Entry] = try await Pitfall(sandbox).run([command, "--track", "fastapi", "--json"]).decode()
    #expect(swift.map(\.number) == [1, 2, 3, 4, 5])
    #expect(swift.map(\.article) == fastapi.map(\.article))
    #expect(swift.allSatisfy { $0.track == "swift" } && fastapi.allSatisfy { $0.track == "fastapi" })
    #expect(zip(swift, fastapi).allSatisfy { $0.measured != $1.measured && $0.command != $1.command })
  }

  @Test(
    "Every command shows what is wrong when it is pasted into a shell", arguments: commands,
    ["swift", "fastapi"])
  func isPasted(command: String, track: String) async throws {
    if track == "fastapi" { try await SharedEnvironment.isMade() }
    let entries: [Entry] = try await Pitfall(sandbox).run([command, "--track", track, "--json"]).decode()
    for entry in entries {
      let outcome = try await Pitfall(sandbox).shell(entry.command)
      guard !entry.command.contains(" diagnose ") else {
        #expect(outcome.exit == 0 && outcome.sentences.contains("GET /block"), "\(outcome.output)\(outcome.errors)")
        continue
      }
      #expect(outcome.exit == 1, "\(entry.command)\n\(outcome.errors)")
      let check = try #require(entry.command.split(separator: " ").last)
      #expect(entry.checks.contains(String(check)))
      #expect(outcome.sentences.contains("\(check) "), "\(outcome.output)")
      #expect(outcome.sentences.contains("\(entry.lesson), \(track): fail, 0 of 1 checks"), "\(outcome.output)")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("The commands work with another pack, too, which has other lessons")
  func survivesOtherPack() async throws {
    try sandbox.copy("Lessons/05-middleware")
    try sandbox.copy("Solutions/05-middleware")
    let entries: [Entry] = try await Pitfall(sandbox).run(["faq", "--lessons", "Lessons", "--json"]).decode()
    let outcome = try await Pitfall(sandbox).shell(entries[2].command)
    #expect(outcome.sentences.contains("02-dependencies, swift: fail, 0 of 1 checks"), "\(outcome.errors)")
  }

  @Test("At the prompt they are for the current track, one screen at a time, with commands to type there")
  func isReadAtPrompt() async throws {
    try Workbench.begin(sandbox)
    try sandbox.write(
      #"{"format_version":1,"progress":{"current":{"lesson":"01-blocking","track":"fastapi"},"lessons":{}}}"#,
      to: "workspace/progress.json")
    try await Workbench(sandbox).run { terminal in
      let prompt = "01-blocking fastapi"
      let screen = try await terminal.answer(to: "faq", at: prompt)
      #expect(screen.first == "Frequently asked questions")
      #expect(screen.contains { $0.hasPrefix("    verify 01 --track fastapi --module ") }, "\(screen)")
      #expect(
        screen.last?.hasPrefix("Enter: next page, \"2. How do I handle blocking I/O in FastAPI?\" (2 of ") == true)
      let practices = try await terminal.answer(to: "b", at: prompt)
      #expect(practices.first == "Best practices")
      let article = try await terminal.answer(to: "show article", at: prompt)
      #expect(article.first == "The article, sentence by sentence")
      #expect(article.last?.hasPrefix("Enter: next page") == true)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("A file that cannot be read is named, with its line, and exits with 64")
  func explainsBadFile() async throws {
    // An installation of its own. Another program copies the executable, because a file that is open for writing while
    // another test forks could not be executed.
    try sandbox.write("", to: "home/Lessons/01-blocking/lesson.yaml")
    try sandbox.write("format_version: 1\nentries:\n  - verdict: right\n", to: "home/Article/faq.yaml")
    let copying = try await Tool.system("cp").run([Products.path("pitfall"), sandbox.path + "/home"])
    guard copying.status == 0 else { throw Unexpected(copying.errors) }
    var pitfall = Pitfall(sandbox)
    pitfall.executable = sandbox.path + "/home/pitfall"
    let outcome = try await pitfall.run(["faq"])
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains("Article/faq.yaml:3: an entry needs 'article'"), "\(outcome.errors)")
    let missing = try await pitfall.run(["best-practices"])
    #expect(missing.exit == 64)
    #expect(missing.errors.contains("Article/best-practices.yaml:1: cannot be read: restore it with `git checkout`"))
  }
}

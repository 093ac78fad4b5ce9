import Foundation
import TestSupport
import Testing

@Suite("progress", .timeLimit(.minutes(30)))
struct ProgressCommandTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try Workbench.begin(sandbox)
  }

  private func run(_ words: [String], exit: Int32 = 0) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(words)
    #expect(outcome.exit == exit, "\(words): \(outcome.output)\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return outcome
  }

  @Test("A pass is shown with its points, and that the copy has changed since; an export takes it to another machine")
  func travels() async throws {
    _ = try await run(["hint"])
    _ = try await run(["apply", "async-client"])
    _ = try await run(["verify"])
    let passed = "01-blocking swift: passed, 11 of 11 points at best, 1 attempt, 1 hint, a solution applied"
    #expect(try await run(["progress"]).sentences.hasPrefix(passed + " 01-blocking fastapi: not started"))
    #expect(
      try await run(["progress", "--export", "mine.json"]).output
        == "Progress saved to mine.json. Load it on another machine with\n`progress --import mine.json`.\n")
    // An earlier export is overwritten.
    _ = try await run(["progress", "--export", "mine.json"])
    _ = try await run(["reset"])
    #expect(try await run(["progress"]).sentences.hasPrefix(passed + ", changed since it passed 01-blocking fastapi:"))
    let elsewhere = try await run(["progress", "--import", "mine.json", "--workspace", "other"])
    #expect(elsewhere.sentences.hasPrefix(passed + " 01"))
    let here = try await run(["progress", "--json"])
    #expect(try await run(["progress", "--json", "--workspace", "other"]).output == here.output)
    #expect(try await run(["list"]).output.contains("    swift: passed, fastapi: not started\n"))
    // An import only adds, so twice is the same as once.
    _ = try await run(["progress", "--import", "mine.json", "--workspace", "other"])
    #expect(try await run(["progress", "--json", "--workspace", "other"]).output == here.output)
  }

  @Test(
    "The next command depends on the learner's progress, in the greeting too",
    arguments: [
      ("", "edit", ""), (entry(attempts: 0), "edit", ", started"), (entry(attempts: 1), "verify", ", started"),
      (entry(attempts: 1, isSkipped: true), "next", ", skipped"), (entry(attempts: 2, pass: pass), "next", ", passed"),
    ])
  func leads(entry: String, next: String, state: String) async throws {
    let lessons = entry.isEmpty ? "" : #""01-blocking":{"swift":\#(entry)}"#
    let place = #""current":{"lesson":"01-blocking","track":"swift"}"#
    try sandbox.write(
      #"{"format_version":1,"progress":{\#(place),"lessons":{\#(lessons)}}}"#, to: "workspace/progress.json")
    let told = "\nNext: \(try Products.path("pitfall")) \(next)\n"
    for command in ["progress", "list"] { #expect(try await run([command]).output.hasSuffix(told), "\(command)") }
    try await Workbench(sandbox).run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.expectLine("Current lesson: 01-blocking (Swift)\(state). Type \(next) to continue.")
    }
    let json = try await run(["progress", "--json"]).output
    #expect(entry.isEmpty || json.contains("\"started\" : \"2026-01-02T03:04:05Z\""), "\(json)")
    #expect(!entry.contains("fingerprint") || json.contains("\"date\" : \"2026-02-03T04:05:06Z\""), "\(json)")
  }

  private static func entry(attempts: Int, isSkipped: Bool = false, pass: String? = nil) -> String {
    #"{"started":"2026-01-02T03:04:05Z","attempts":\#(attempts),"hints":0,"is_skipped":\#(isSkipped),"#
      + #""best_points":1,"of_points":10"# + (pass.map { #","passed":\#($0)"# } ?? "") + "}"
  }

  private static let pass =
    #"{"date":"2026-02-03T04:05:06Z","fingerprint":"\#(String(repeating: "a", count: 64))","seed":7,"points":10,"of":10}"#

  @Test("Progress says when the code of a solution was seen, and when one was applied")
  func recordsSolutions() async throws {
    _ = try await run(["start", "01", "--track", "fastapi"])
    _ = try await run(["solution"])
    #expect(try await !run(["progress", "--json"]).output.contains("solution_seen"))
    _ = try await run(["solution", "async-client"])
    let seen = try await run(["progress", "--json"]).output
    #expect(seen.contains("\"solution_seen\" : \"20") && !seen.contains("\"applied\""))
    #expect(try await run(["progress"]).output.contains("a solution seen"))
    _ = try await run(["apply", "async-client"])
    #expect(try await run(["progress", "--json"]).output.contains("\"applied\" : \"20"))
    #expect(try await run(["progress"]).output.contains("a solution applied"))
    _ = try await run(["progress", "--export", "mine.json"])
    #expect(try String(contentsOfFile: sandbox.path + "/mine.json", encoding: .utf8).contains("\"applied\""))
  }

  @Test("Damaged files are left alone and reported in a sentence")
  func explainsDamage() async throws {
    _ = try await run(["hint"])
    _ = try await run(["progress", "--export", "mine.json"])
    let export = try String(contentsOfFile: sandbox.path + "/mine.json", encoding: .utf8)
    try sandbox.write(export.replacing("\"hints\" : 1", with: "\"hints\" : 2"), to: "changed.json")
    try sandbox.write("{}", to: "strange.json")
    let table = [
      (
        ["--import", "changed.json"],
        "pitfall: changed.json was changed or cut off after it was exported. Export it again"
      ),
      (["--import", "strange.json"], "pitfall: strange.json is not an export of progress."),
      (["--import", "none.json"], "pitfall: none.json cannot be read: No such file or directory."),
      (["--export", "strange.json"], "pitfall: strange.json exists and is not an export of progress"),
      (
        ["--export", "no/folder/mine.json"],
        "pitfall: no/folder/mine.json cannot be written: No such file or directory."
      ),
      (["--export", "a", "--import", "b"], "Error: --export and --import cannot be used together."),
    ]
    for (words, sentence) in table {
      #expect(try await run(["progress"] + words, exit: 64).errors.hasPrefix(sentence), "\(words)")
    }
    #expect(try String(contentsOfFile: sandbox.path + "/strange.json", encoding: .utf8) == "{}")
    try sandbox.write("{\"format_version\":1,\"prog", to: "workspace/progress.json")
    let damaged = "pitfall: \(sandbox.path)/workspace/progress.json is damaged: "
    for words in [["progress"], ["hint"], ["list"], ["verify"], ["start", "01"], ["skip"]] {
      #expect(try await run(words, exit: 64).errors.hasPrefix(damaged), "\(words)")
    }
    #expect(
      try String(contentsOfFile: sandbox.path + "/workspace/progress.json", encoding: .utf8)
        == "{\"format_version\":1,\"prog")
    // The way out that the sentence names.
    _ = try await run(["progress", "--import", "mine.json"])
    #expect(try await run(["hint"]).output.hasPrefix("Hint 2 of 3: "))
  }

  @Test("At a terminal, the workbench starts with damaged progress, or says why it does not")
  func startsWithDamage() async throws {
    try sandbox.write("nonsense", to: "workspace/progress.json")
    try await Workbench(sandbox).run { terminal in
      #expect(try await terminal.waitForExit() == 64)
      let said = try await terminal.sentences()
      #expect(said.hasPrefix("pitfall: \(sandbox.path)/workspace/progress.json is damaged: "), "\(said)")
      #expect(try await terminal.modes() == .original)
    }
    try expectNothingLeft(sandbox)
  }
}

import Foundation
import TestSupport
import Testing

@Suite("lesson handout", .timeLimit(.minutes(30)))
struct HandoutTests {
  private let sandbox: Sandbox
  private let pitfall: Pitfall

  init() throws {
    sandbox = try Sandbox()
    pitfall = Pitfall(sandbox)
  }

  private func handOut(_ rest: String...) async throws -> Outcome {
    try await pitfall.run(["lesson", "handout", "handout"] + rest)
  }

  @Test(
    "A learner starts, verifies, and gets hints with it; where a solution is needed, a sentence says that there is none"
  )
  func servesLearners() async throws {
    let made = try await handOut("01", "5")
    #expect(made.exit == 0, "\(made.errors)")
    #expect(made.output == "2 lessons for learners: handout\n")
    let readme = try String(contentsOfFile: sandbox.path + "/handout/README.md", encoding: .utf8)
    #expect(readme.contains("- 01-blocking: ") && readme.contains("pitfall start 01 --lessons ."))
    let lessons = ["--lessons", "handout"]
    let list = try await pitfall.run(["list"] + lessons)
    #expect(list.output.contains("05-middleware") && !list.output.contains("02-dependencies"))

    let started = try await pitfall.run(["start", "01", "--track", "swift"] + lessons)
    #expect(started.exit == 0, "\(started.errors)")
    #expect(started.output.contains("Failing checks"), "\(started.output)")
    let verified = try await pitfall.run(["verify"] + lessons)
    #expect(verified.exit == 1, "\(verified.errors)")
    let python = try await pitfall.run(["verify", "01", "--track", "fastapi", "--check", "loop"] + lessons)
    #expect(python.exit == 1, "\(python.errors)")
    for _ in 1..<3 { #expect(try await pitfall.run(["hint"] + lessons).exit == 0) }
    let last = try await pitfall.run(["hint"] + lessons)
    #expect(last.output.hasSuffix("That was the last hint.\n"), "\(last.output)")

    for command in [["solution"], ["solution", "async-client"], ["apply"], ["apply", "01", "async-client"]] {
      let outcome = try await pitfall.run(command + lessons)
      #expect(outcome.exit == 69)
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.errors.hasPrefix("pitfall: There are no swift solutions of 01-blocking with the lessons in "),
        "\(outcome.errors)")
    }
    let demo = try await pitfall.run(["demo", "01"] + lessons)
    #expect(demo.exit == 64)
    #expect(demo.errors == "pitfall: 01-blocking has no demo: there is no demo.yaml in its folder.\n")
    let check = try await pitfall.run(["lesson", "check", "01", "--track", "swift"] + lessons)
    #expect(check.exit == 0, "\(check.errors)")
    #expect(
      check.errors.hasPrefix(
        "There are no fixes and no decoys of 01-blocking, so only the broken modules are judged.\n"), "\(check.errors)")

    let right = "\(Products.project)/Solutions/01-blocking/swift/async-client/main.swift"
    let own = sandbox.path + "/workspace/01-blocking/swift/main.swift"
    try Data(contentsOf: URL(fileURLWithPath: right)).write(to: URL(fileURLWithPath: own))
    let passed = try await pitfall.run(["verify"] + lessons)
    #expect(passed.exit == 0, "\(passed.output)")
    #expect(!passed.output.contains("solution"), "\(passed.output)")
    #expect(try await pitfall.run(["next", "--track", "swift"] + lessons).output.contains("05-middleware"))
    try expectNothingLeft(sandbox)
  }

  @Test("A folder that is in use, a file, and an unknown lesson are each a sentence and 64, and change nothing")
  func rejectsFolders() async throws {
    try sandbox.write("mine", to: "handout/notes.txt")
    let full = try await handOut()
    #expect(full.exit == 64)
    #expect(
      full.errors == "pitfall: handout is not empty, so nothing was written to it. "
        + "Choose a new folder, or remove this one first.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path + "/handout") == ["notes.txt"])
    let file = try await pitfall.run(["lesson", "handout", "handout/notes.txt"])
    #expect(file.exit == 64)
    #expect(file.errors == "pitfall: handout/notes.txt is not a folder. Choose another one for the lessons.\n")
    let unknown = try await pitfall.run(["lesson", "handout", "other", "99"])
    #expect(unknown.exit == 64)
    #expect(unknown.errors.hasPrefix("pitfall: There is no lesson '99'."))
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: sandbox.path)) == ["handout", "tmp"])
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Workspaces that a command cannot use", .timeLimit(.minutes(30)))
struct NotStartedTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private static let naming = "pitfall: No lesson is started, so name one: \(Products.lessonList).\n"
  private static let starting =
    "pitfall: 01-blocking is not started on the swift track. "
    + "`start 01-blocking --track swift` creates your copy of its module.\n"

  @Test(
    "Without a started lesson each command says what to do",
    arguments: [
      ("hint", naming), ("solution", naming), ("apply offload", naming), ("diff", naming), ("reset", naming),
      ("undo", naming), ("edit", naming), ("skip", naming), ("verify", naming), ("run", naming),
      ("apply 01 offload", starting), ("diff 01", starting), ("reset 01", starting), ("undo 01", starting),
      ("edit 01", starting),
    ])
  func explainsStart(words: String, sentence: String) async throws {
    let outcome = try await Pitfall(sandbox).run(words.split(separator: " ").map(String.init))
    #expect(outcome.exit == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors == sentence)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path) == ["tmp"])
    try expectNothingLeft(sandbox)
  }

  @Test("An unusable workspace is reported in a sentence, and nothing is written")
  func refusesWorkspaces() async throws {
    let file = try sandbox.write("mine", to: "file")
    let lessons = try sandbox.copy("Lessons")
    try sandbox.copy("Solutions")
    let before = try FileManager.default.subpathsOfDirectory(atPath: lessons)
    for words in [["start", "01"], ["hint", "01"]] {
      let onFile = try await Pitfall(sandbox).run(words + ["--workspace", "file"])
      #expect(onFile.exit == 64)
      #expect(
        onFile.errors
          == "pitfall: \(file) is not a folder, but the workspace needs one there. Move it away, or choose another with "
          + "--workspace DIR.\n")
    }
    for folder in ["Lessons", "Lessons/01-blocking", "Lessons/new"] {
      let inside = try await Pitfall(sandbox).run(["start", "01", "--lessons", "Lessons", "--workspace", folder])
      #expect(inside.exit == 64)
      #expect(
        inside.errors
          == "pitfall: \(sandbox.path)/\(folder) is inside \(lessons), which ships with the lessons and is never changed. "
          + "Choose another folder with --workspace DIR.\n")
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: lessons) == before)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
    try expectNothingLeft(sandbox)
  }

  @Test("A copy without its main file, and one with a folder in its place, are reported")
  func explainsMainFile() async throws {
    let main = try Workbench.begin(sandbox)
    try FileManager.default.removeItem(atPath: main)
    try sandbox.write("// mine\n", to: "workspace/01-blocking/swift/notes.md")
    let folder = sandbox.path + "/workspace/01-blocking/swift"
    for words in [["verify"], ["run"], ["diff"], ["edit"]] {
      let outcome = try await Pitfall(sandbox).run(words)
      #expect(outcome.exit == 64)
      #expect(
        outcome.errors
          == "pitfall: There is no main.swift in \(folder). `reset 01-blocking` restores the lesson's module and keeps "
          + "your other files.\n", "\(words)")
    }
    #expect(try await Pitfall(sandbox).run(["reset"]).exit == 0)
    #expect(FileManager.default.fileExists(atPath: main))
    #expect(FileManager.default.fileExists(atPath: folder + "/notes.md"))
    try expectNothingLeft(sandbox)
  }
}

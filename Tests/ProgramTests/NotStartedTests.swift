import Base
import Files
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

  @Test(
    "A copy that is gone is not replaced by the original without a word",
    arguments: ["verify", "run", "verify 01", "edit", "diff", "reset", "undo", "apply offload"])
  func explainsLoss(words: String) async throws {
    try Workbench.begin(sandbox)
    try sandbox.write("{}", to: "workspace/.pitfall/01-blocking/swift/damage.json")
    // A copy that is no longer known to be the current one is missed, too.
    if words.hasSuffix("01") { try FileManager.default.removeItem(atPath: sandbox.path + "/workspace/progress.json") }
    try FileManager.default.removeItem(atPath: sandbox.path + "/workspace/01-blocking")
    let outcome = try await Pitfall(sandbox).run(words.split(separator: " ").map(String.init))
    #expect(outcome.exit == 64)
    #expect(outcome.output == "")
    #expect(
      outcome.errors
        == "pitfall: Your copy of 01-blocking is gone: nothing is in \(sandbox.path)/workspace/01-blocking/swift. "
        + "Put it back, or make a new one with `start 01-blocking --track swift`.\n")
    try expectNothingLeft(sandbox)
  }

  @Test("A copy that is gone is made again only by start, which says so")
  func replacesLost() async throws {
    try sandbox.write("{}", to: "workspace/.pitfall/01-blocking/swift/damage.json")
    for sentence in ["Your copy was not here; this is a new one:", "Your copy, as you left it:"] {
      let outcome = try await Pitfall(sandbox).run(["start", "01"])
      #expect(outcome.exit == 0)
      #expect(
        outcome.output.replacing("\n", with: " ").contains("\(sentence) workspace/01-blocking/swift/main.swift "),
        "\(outcome.output)")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Without a copy the original is judged, and that is said")
  func namesOriginal() async throws {
    let outcome = try await Pitfall(sandbox).run(["verify", "01", "--check", "contract"])
    #expect(outcome.exit == 0)
    #expect(
      outcome.errors.hasPrefix(
        "You have no copy of this module yet, so this is the original: "
          + "\(Products.project)/Lessons/01-blocking/swift/main.swift\n"))
    try expectNothingLeft(sandbox)
  }

  @Test("A folder or a path that is not UTF-8 is reported, and nothing is made beside it")
  func explainsBytes() async throws {
    let pitfall = Pitfall(sandbox, isIdle: true)
    let inside = try await pitfall.shell("mkdir $'caf\\xe9' && cd $'caf\\xe9' && \"$pitfall\" start 01")
    #expect(inside.exit == 64 && inside.output == "")
    #expect(
      inside.errors
        == "pitfall: The folder that you are in has a name that is not UTF-8: \(sandbox.path)/caf\u{FFFD}. Rename it, or "
        + "go to another one.\n")
    for words in ["start 01 --workspace $'w\\xe9'", "progress --export $'w\\xe9'", "list --lessons=$'w\\xe9'"] {
      for line in ["\"$pitfall\" \(words)", "echo \(words) | \"$pitfall\""] {
        let outcome = try await pitfall.shell(line)
        #expect(outcome.exit == 64 && outcome.output == "")
        #expect(
          outcome.errors.contains("w\u{FFFD}' is not UTF-8, and only the path of a module need not be."), "\(line)")
      }
    }
    let gone = try await pitfall.shell("mkdir gone && cd gone && rmdir ../gone && \"$pitfall\" start 01")
    #expect(gone.exit == 64)
    #expect(gone.errors == "pitfall: The folder that you are in has been removed. Go to another one.\n")
    #expect(try Set(Folder.names(sandbox.path)) == ["tmp", String(keeping: Array("caf".utf8) + [0xe9])])
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

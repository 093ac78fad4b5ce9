import Foundation
import TestSupport
import Testing

@Suite("What grade refuses", .timeLimit(.minutes(30)))
struct GradeUsageTests {
  private let folder: GradedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = GradedFolder(sandbox: try Sandbox())
    try sandbox.write("{format_version: 1, lessons: [{lesson: 01, seconds: 5}]}", to: "wrong.yaml")
    try sandbox.write("x", to: "class/alice/notes.txt")
    try FileManager.default.createDirectory(atPath: sandbox.path + "/empty", withIntermediateDirectories: true)
  }

  private static let wrong: [(words: [String], exit: Int32, error: String)] = [
    (["grade"], 64, "--out FOLDER is missing"),
    (["grade", "class", "--out", "out"], 64, "Name a lesson with --lesson, or a class.yaml with --class."),
    (["grade", "--lesson", "01", "--out", "out"], 64, "Name the submissions"),
    (["grade", "class", "--lesson", "77", "--out", "out"], 64, "There is no lesson '77'"),
    (["grade", "class", "--lesson", "01", "--track", "rust", "--out", "out"], 64, "'rust'"),
    (
      ["grade", "nowhere", "--lesson", "01", "--out", "out"], 64, "nowhere cannot be graded: No such file or directory."
    ),
    (["grade", "empty", "--lesson", "01", "--out", "out"], 64, "There is no submission in empty."),
    (
      ["grade", "class", "--class", "wrong.yaml", "--out", "out"], 64, "wrong.yaml:1: a lesson of the class has no key"
    ),
    (["grade", "class", "--class", "nowhere.yaml", "--out", "out"], 64, "nowhere.yaml:1: cannot be read"),
    (["grade", "class", "--lesson", "01", "--out", "out", "--shard", "3/2"], 64, "3/2"),
    (["grade", "class", "--lesson", "01", "--out", "out", "--jobs", "0"], 64, "--jobs must be between 1 and 256."),
    (["grade", "class", "--lesson", "01", "--out", "out", "--attempt", "0"], 64, "--attempt must be between"),
    (["grade", "class", "--lesson", "01", "--out", "out", "--key", "out/key"], 64, "must not be in the output folder"),
    (["grade", "class", "--lesson", "01", "--out", "wrong.yaml"], 64, "wrong.yaml"),
    (["grade", "class", "--lesson", "01", "--out", "out", "--format", "pdf"], 64, "There is no format 'pdf'"),
    (["grade", "class", "--lesson", "01", "--out", "out", "--deadline", "tomorrow"], 64, "'tomorrow'"),
    (["grade", "--replay", "nowhere"], 64, "There is no result in nowhere/results.jsonl."),
    (["grade", "--regrade", "nowhere", "--out", "out"], 64, "There is no result in nowhere/results.jsonl."),
    (["grade", "--replay", "a", "--regrade", "b", "--out", "out"], 64, "exclude each other"),
    (["grade", "merge", "nowhere", "--out", "out"], 64, "There is no result in nowhere/results.jsonl."),
  ]

  @Test("Bad usage and bad input get a sentence and their own exit code", arguments: wrong.indices)
  func isRefused(index: Int) async throws {
    let wrong = Self.wrong[index]
    let outcome = try await folder.pitfall.run(wrong.words)
    #expect(outcome.exit == wrong.exit, "\(outcome.errors)")
    #expect(outcome.errors.contains(wrong.error), "\(outcome.errors)")
    #expect(outcome.output == "")
    try expectNothingLeft(sandbox)
  }

  @Test("A class without a single module ends with 1, and its result matches the schema")
  func exitCodes() async throws {
    let rejected = try await folder.pitfall.run(folder.arguments())
    #expect(rejected.exit == 1, "\(rejected.errors)")
    #expect(rejected.output.contains("1 result: 1 rejected"))
    #expect(try await GradeSchema.errors(in: folder.text()) == "")
  }

  @Test("Without a compiler, the run stops with one sentence, and no one is blamed")
  func stopsWithoutCompiler() async throws {
    try folder.submit("bob", "Solutions/01-blocking/swift/async-client")
    var pitfall = folder.pitfall
    pitfall.environment["PATH"] = try sandbox.searchPath()
    let outcome = try await pitfall.run(folder.arguments())
    #expect(outcome.exit == 69, "\(outcome.errors)")
    #expect(outcome.errors.contains("No swiftc is on PATH"), "\(outcome.errors)")
    #expect(try folder.outcomes() == ["alice": "rejected"])
  }

  @Test("An archive without bsdtar on PATH stops the run with one sentence")
  func stopsWithoutUnpacker() async throws {
    try sandbox.write("PK", to: "class/bob.zip")
    var pitfall = folder.pitfall
    pitfall.environment["PATH"] = try sandbox.searchPath()
    let outcome = try await pitfall.run(folder.arguments())
    #expect(outcome.exit == 69, "\(outcome.errors)")
    #expect(outcome.errors.contains("apt-get install libarchive-tools"), "\(outcome.errors)")
  }

  @Test("The course's key is made once, for this user only, and never printed")
  func keepsKey() async throws {
    let outcome = try await folder.pitfall.run(folder.arguments())
    let path = sandbox.path + "/state/pitfall/course.key"
    let key = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(key.count == 64)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    #expect(!outcome.errors.contains(key) && !outcome.output.contains(key))
    let files = FileManager.default.subpaths(atPath: sandbox.path + "/out") ?? []
    for file in files {
      let text = FileManager.default.contents(atPath: "\(sandbox.path)/out/\(file)") ?? Data()
      #expect(text.range(of: Data(key.utf8)) == nil, "\(file)")
    }
  }
}

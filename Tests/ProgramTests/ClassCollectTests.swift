import Base
import Files
import Foundation
import TestSupport
import Testing

@Suite("class collect", .timeLimit(.minutes(30)))
struct ClassCollectTests {
  private let sandbox: Sandbox
  private let pitfall: Pitfall

  init() throws {
    sandbox = try Sandbox()
    pitfall = Pitfall(sandbox)
  }

  private static let date = "2026-11-28T08:00:00Z"

  /// A workspace's progress.json about lesson 1, and how it was passed, if it was.
  private func progress(_ track: String, attempts: Int = 1, points: Int = 2, isPassed: Bool = false) -> String {
    let pass =
      isPassed
      ? "\"passed\": {\"date\": \"\(Self.date)\", \"fingerprint\": \"ab\", \"seed\": 1, \"points\": 11, \"of\": 11},"
      : ""
    return """
      {"format_version": 2, "progress": {"current": {"lesson": "01-blocking", "track": "\(track)"}, "lessons":
      {"01-blocking": {"\(track)": {"started": "\(Self.date)", "attempts": \(attempts), "hints": 1, \(pass)
      "is_skipped": false, "best_points": \(points), "of_points": 11}}}}}
      """
  }

  private func send(_ learner: String, _ track: String, _ module: String) throws {
    try sandbox.write(progress(track), to: "class/\(learner)/progress.json")
    let folder = "\(sandbox.path)/class/\(learner)/01-blocking"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: "\(Products.project)/\(module)", toPath: "\(folder)/\(track)")
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(sandbox.path)/\(name)", encoding: .utf8)
  }

  private func collect(_ rest: String...) async throws -> Outcome {
    try await pitfall.run(["class", "collect", "class"] + rest)
  }

  @Test(
    "A class in both tracks gets a table, a page, and JSON: who is where, what stops them, and what a wrong fix is like"
  )
  func collects() async throws {
    try await SharedEnvironment.isMade()
    try send("ana", "swift", "Lessons/01-blocking/decoys/swift/only-block-fixed")
    try send("ben", "swift", "Lessons/01-blocking/decoys/swift/data-contents-of")
    try send("cora", "fastapi", "Lessons/01-blocking/decoys/fastapi/one-worker")
    try send("dan", "swift", "Lessons/01-blocking/swift")
    try sandbox.write(progress("swift", isPassed: true), to: "work/progress.json")
    let export = try await pitfall.run(["progress", "--workspace", "work", "--export", "class/eva.json"])
    #expect(export.exit == 0, "\(export.errors)")
    // Her module is not judged, because her progress says that she has passed.
    try sandbox.write("not even Swift (", to: "class/eva/01-blocking/swift/main.swift")
    try FileManager.default.copyItem(
      atPath: "\(Products.project)/Solutions/01-blocking/fastapi/async-client/main.py",
      toPath: sandbox.path + "/class/finn.py")

    let outcome = try await collect("--lesson", "01", "--out", "out")
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 80 })
    for line in [
      "swift: 4 learners", "fastapi: 2 learners", "ana      started 5/11", "eva      passed", "finn     passed",
      "Numbers are points at best. 4 modules judged now, 1 sent unchanged.",
      "2 learners, 01-blocking swift: fails rendezvous.loop-blocked, loop.blocked",
      "    Probably such as one of these decoys: data-contents-of, only-block-fixed.", "    ana, ben",
    ] { #expect(lines.contains(line), "'\(line)' is not in:\n\(outcome.output)") }
    #expect(outcome.output.contains("Such as the decoy one-worker: "), "\(outcome.output)")
    #expect(outcome.errors.contains("4 of 4 results"), "\(outcome.errors)")

    #expect(try await ClassSchema.errors(in: text("out/class.json")) == "")
    let json = try #require(JSONValue(bytes: Array(text("out/class.json").utf8)))
    let learners = json["learners"]?.elements ?? []
    #expect(learners.compactMap { $0["name"]?.plainText } == ["ana", "ben", "cora", "dan", "eva", "finn"])
    #expect(learners[3]["standings"]?.elements?.first?["module"] == .text("unchanged"))
    #expect(json["stopping_checks"]?.elements?.first?["check"] == .text("rendezvous"))
    #expect(json["stopping_checks"]?.elements?.first?["of"] == .number(4))
    #expect(try text("out/class.html").contains("Probably such as one of these decoys"))

    // What was judged is not judged again.
    let again = try await collect("--lesson", "01", "--out", "out", "--json")
    #expect(again.exit == 0)
    #expect(again.errors.hasPrefix("4 of 4 results are there already.\n"), "\(again.errors)")
    #expect(try await ClassSchema.errors(in: again.output) == "")
    try expectNothingLeft(sandbox)
  }

  @Test("Whatever cannot be read is one sentence, the rest counts, and the exit code is 64")
  func survivesDamage() async throws {
    try sandbox.write(progress("swift", isPassed: true), to: "class/ana/progress.json")
    try sandbox.write(progress("swift"), to: "work/progress.json")
    #expect(try await pitfall.run(["progress", "--workspace", "work", "--export", "class/ben.json"]).exit == 0)
    let whole = try text("class/ben.json")
    try sandbox.write(String(whole.prefix(whole.count / 2)), to: "class/cut.json")
    try sandbox.write("{\"format_version\": 9}", to: "class/newer/progress.json")
    try sandbox.write(Data([0xff, 0x00]), to: "class/noise.json")
    try sandbox.write("hello", to: "class/notes.txt")
    try sandbox.write("no archive", to: "class/zip.zip")
    try sandbox.write("hello", to: "class/nothing/notes.txt")
    try sandbox.write(
      progress("swift").replacing("01-blocking", with: "77-cooking"), to: "class/other/progress.json")
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path + "/class/link.json", withDestinationPath: sandbox.path + "/work/progress.json")
    try AtomicFile.create(sandbox.path + "/class/" + String(keeping: [0xe9] + Array(".json".utf8)), Data())

    let outcome = try await collect("--out", "class/out")
    #expect(outcome.exit == 64, "\(outcome.errors)")
    let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for part in [
      "swift: 2 learners", "ana passed", "ben started 2/11", "Not counted: 9 problems",
      "cut.json was changed or cut off after it was exported.",
      "newer/progress.json has format 9, which a newer pitfall",
      "noise.json is not a progress file: ", "notes.txt is neither a folder, nor a source file",
      "zip is not a zip archive, though its name says so.",
      "nothing has neither progress nor a module in a folder named after a lesson.",
      "other/progress.json is about other lessons (77-cooking). Choose their folder with --lessons DIR.",
      "link.json is a symbolic link.", "\u{FFFD}.json is not a progress file",
    ] { #expect(words.contains(part), "'\(part)' is not in:\n\(outcome.output)") }
    #expect(try text("class/out/class.html").contains("Not counted"))
    #expect(try await ClassSchema.errors(in: text("class/out/class.json")) == "")
    // The output folder is no learner.
    #expect(try await collect("--out", "class/out").output == outcome.output)
  }

  @Test("A folder that is not there, an empty one, and one with grades are each a sentence and 64")
  func rejectsFolders() async throws {
    let missing = try await collect()
    #expect(missing.exit == 64)
    #expect(missing.errors.hasPrefix("pitfall: class cannot be read: No such file or directory. "), "\(missing.errors)")
    try FileManager.default.createDirectory(atPath: sandbox.path + "/class", withIntermediateDirectories: true)
    let empty = try await collect()
    #expect(empty.exit == 64)
    #expect(empty.errors.hasPrefix("pitfall: There is nothing in class. "), "\(empty.errors)")
    try sandbox.write("", to: "out/results.jsonl")
    let graded = try await collect("--out", "out")
    #expect(graded.exit == 64)
    #expect(graded.errors == "pitfall: out has results of `grade`. Choose another folder with --out.\n")
  }

  @Test("A workspace's other lessons are not judged as the one that was asked for")
  func keepsLessonsApart() async throws {
    try send("ana", "swift", "Lessons/01-blocking/decoys/swift/short-sleep")
    let outcome = try await collect("--lesson", "05")
    #expect(outcome.exit == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("results"), "\(outcome.errors)")
    #expect(!outcome.output.contains("started"), "\(outcome.output)")
  }
}

/// The schema of class.json.
private enum ClassSchema {
  /// What does not match the schema, one error a line.
  static func errors(in text: String) async throws -> String {
    let validation = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
          print(error.json_path, error.message.replace("\\n", " "))
      """
    let schema = "\(Products.project)/Documentation/class.schema.json"
    let check = try await Tool.python().run(["-c", validation, schema], input: Array(text.utf8))
    return check.status == 0 ? check.output : check.errors
  }
}

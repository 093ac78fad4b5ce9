import Files
import Foundation
import TestSupport
import Testing

@Suite("grade", .timeLimit(.minutes(30)))
struct GradeTests {
  private static let right = "Solutions/01-blocking/swift/async-client"
  private static let wrong = "Lessons/01-blocking/swift"

  private let folder: GradedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = GradedFolder(sandbox: try Sandbox())
  }

  @Test("A class in both tracks gets results that match the schema, feedback, and a table")
  func gradesClass() async throws {
    try await SharedEnvironment.isMade()
    try folder.submit("alice", Self.right)
    try folder.submit("bob", Self.wrong)
    try folder.submit("carol", "Solutions/01-blocking/fastapi/async-client")
    try folder.submit("dave.py", "Lessons/01-blocking/fastapi/main.py")
    try sandbox.write("(", to: "class/erin/main.swift")
    try sandbox.write("my homework", to: "class/frank/notes.txt")
    let archive = try await Tool.system("python3").run([
      "-c", "import shutil, sys; shutil.make_archive(sys.argv[1], 'zip', sys.argv[2])", sandbox.path + "/class/gina",
      Products.project + "/" + Self.right,
    ])
    #expect(archive.status == 0, "\(archive.errors)")

    let outcome = try await folder.pitfall.run(folder.arguments())
    #expect(outcome.exit == 1, "\(outcome.errors)")
    #expect(
      try folder.outcomes() == [
        "alice": "passed", "bob": "failed", "carol": "passed", "dave": "failed", "erin": "failed", "frank": "rejected",
        "gina": "passed",
      ])
    #expect(try await GradeSchema.errors(in: folder.text()) == "")
    let hashes = Dictionary(try folder.lines().map { ($0.submission, $0.evidence) }) { $1 }
    #expect(hashes["alice"] == hashes["gina"], "the same files have the same hash and seed")
    #expect(try folder.text("feedback/bob.md").contains("**Not passed yet**"))
    #expect(outcome.output.contains("bob"))
    #expect(outcome.output.contains("7 results: 3 passed, 3 failed, 1 rejected"), "\(outcome.output)")
    #expect(outcome.errors.contains("7 of 7 results"))

    // The same command has nothing left to judge, and can still write more formats.
    let formats = ["gradescope", "prairielearn", "junit", "ctrf", "tap"].flatMap { ["--format", $0] }
    let again = try await folder.pitfall.run(folder.arguments(formats))
    #expect(again.exit == 1)
    #expect(again.errors.hasPrefix("7 of 7 results are there already.\n"), "\(again.errors)")
    #expect(again.output == outcome.output)
    #expect(try folder.lines().count == 7)
    let rows = try folder.text("gradebook.csv").split(whereSeparator: \.isNewline).dropFirst()
    #expect(
      rows.map { $0.prefix { $0 != "," } } == ["alice", "bob", "carol", "dave", "erin", "frank", "gina"])
    #expect(try folder.text("class.html").contains("<a href=\"pages/bob.html\""))
    #expect(try folder.text("pages/bob.html").contains("Content-Security-Policy"))
    #expect(try folder.text("junit.xml").contains("tests=\""))
    #expect(try folder.text("results.tap").hasPrefix("TAP version 14\n"))
    for file in ["ctrf-report.json", "gradescope/bob/results.json", "prairielearn/bob/results.json"] {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(folder.text(file).utf8)) }
    }
    try expectNothingLeft(sandbox)
  }

  @Test("What a module printed that does not compile, or does not start, is in its result, feedback, and replay")
  func keepsOutput() async throws {
    try await SharedEnvironment.isMade()
    try sandbox.write("let head = first()\n" + String(repeating: "let x\n", count: 200), to: "class/alice/main.swift")
    try sandbox.write(
      "print('head')\nfor n in range(40): print(n)\nraise SystemExit('tail')\n", to: "class/bob/main.py")
    let outcome = try await folder.pitfall.run(folder.arguments())
    #expect(outcome.exit == 1, "\(outcome.errors)")
    #expect(try await GradeSchema.errors(in: folder.text()) == "")
    for (name, source, parts) in [
      ("alice", "compiler", ["cannot find 'first' in scope", "main.swift:201"]),
      ("bob", "module", ["head\n0\n", "39\ntail"]),
    ] {
      let output = try #require(try folder.output(of: name))
      let feedback = try folder.text("feedback/\(name).md")
      let replay = try await folder.pitfall.run(["grade", "--replay", "out:\(name)"])
      for text in [output, feedback, replay.output] {
        for part in parts { #expect(text.contains(part), "\(part) is not in \(text)") }
      }
      #expect(feedback.contains("What the \(source) printed:") && replay.output.contains("What the \(source) printed:"))
    }
    try expectNothingLeft(sandbox)
  }

  @Test("While another grades the same submissions into the folder, a run ends with a sentence and 75")
  func isAlone() async throws {
    try folder.submit("alice", Self.right)
    try FileManager.default.createDirectory(atPath: sandbox.path + "/out", withIntermediateDirectories: true)
    let lock = try FileLock.attempt(sandbox.path + "/out/.shard-1-of-2.lock")
    let outcome = try await folder.pitfall.run(folder.arguments())
    withExtendedLifetime(lock) {}
    #expect(outcome.exit == 75)
    #expect(
      outcome.errors.hasSuffix("Another pitfall is grading shard 1/2 into out. Wait for it, or choose another --out.\n")
    )
  }

  @Test("A shard without submissions can be merged; a folder that is no shard cannot")
  func mergesEmptyShard() async throws {
    try sandbox.write("x", to: "class/alice/notes.txt")
    for shard in 1...2 {
      _ = try await folder.pitfall.run(
        ["grade", "class", "--lesson", "01", "--out", "out\(shard)", "--shard", "\(shard)/2"])
    }
    #expect(try (1...2).map { try folder.lines(in: "out\($0)").count }.sorted() == [0, 1])
    let merge = ["grade", "merge", "out1", "out2", "--out", "out"]
    let merged = try await folder.pitfall.run(merge)
    #expect(merged.exit == 0, "\(merged.errors)")
    #expect(try folder.lines().count == 1)
    let lock = try FileLock.attempt(sandbox.path + "/out/.shard-1-of-1.lock")
    let second = try await folder.pitfall.run(merge)
    withExtendedLifetime(lock) {}
    #expect(second.exit == 75)
    #expect(second.errors.contains("Another pitfall is grading the whole class into out."), "\(second.errors)")
    let wrong = try await folder.pitfall.run(["grade", "merge", "out1", "class", "--out", "none"])
    #expect(wrong.exit == 64)
    #expect(wrong.errors.contains("There is no result in class/results.jsonl."), "\(wrong.errors)")
  }

  @Test("After kill -9 it goes on, loses nothing, and judges nothing twice")
  func survivesKill() async throws {
    for name in ["alice", "bob", "carol", "dave", "erin"] { try folder.submit(name, Self.right) }
    let arguments = folder.arguments(["--jobs", "2"])
    let killed = try await folder.pitfall.run(arguments) { running in
      try await running.waitUntilItSays("2 of 5 results")
      running.signal(SIGKILL)
    }
    #expect(killed.exit == -SIGKILL)
    try await sandbox.waitForNoProcess()
    let kept = try folder.lines()
    #expect((2...4).contains(kept.count))
    let resumed = try await folder.pitfall.run(arguments)
    #expect(resumed.exit == 0, "\(resumed.errors)")
    #expect(resumed.errors.hasPrefix("\(kept.count) of 5 results are there already.\n"), "\(resumed.errors)")
    let lines = try folder.lines()
    #expect(Array(lines.prefix(kept.count)) == kept)
    #expect(lines.map(\.submission).sorted() == ["alice", "bob", "carol", "dave", "erin"])
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C ends it in order, keeps what is finished, and says so")
  func isInterrupted() async throws {
    for name in ["alice", "bob", "carol"] { try folder.submit(name, Self.right) }
    let cut = try await folder.pitfall.run(folder.arguments(["--jobs", "1"])) { running in
      try await running.waitUntilItSays("1 of 3 results")
      running.signal(SIGINT)
    }
    #expect(cut.exit == 130)
    #expect(cut.errors.contains("of 3 results are kept; the same command goes on from there.\n"), "\(cut.errors)")
    #expect((1...2).contains(try folder.lines().count))
    #expect(FileManager.default.fileExists(atPath: sandbox.path + "/out/feedback/alice.md"))
    try expectNothingLeft(sandbox)
  }

  @Test("Shards together judge everyone once, and merge joins them; what is missing then is nothing")
  func shards() async throws {
    for name in ["alice", "bob", "carol", "dave"] { try folder.submit(name, name == "bob" ? Self.wrong : Self.right) }
    for shard in 1...2 {
      let arguments = ["grade", "class", "--lesson", "01", "--out", "out\(shard)", "--shard", "\(shard)/2"]
      let outcome = try await folder.pitfall.run(arguments)
      #expect([0, 1].contains(outcome.exit), "\(outcome.errors)")
    }
    let parts = try (1...2).map { try folder.lines(in: "out\($0)").map(\.submission) }
    #expect(parts.flatMap { $0 }.sorted() == ["alice", "bob", "carol", "dave"])
    let merged = try await folder.pitfall.run(["grade", "merge", "out1", "out2", "out1", "--out", "out"])
    #expect(merged.exit == 0, "\(merged.errors)")
    #expect(merged.output.contains("4 results: 3 passed, 1 failed"), "\(merged.output)")
    #expect(try folder.lines().count == 4)
    let whole = try await folder.pitfall.run(folder.arguments())
    #expect(whole.errors.hasPrefix("4 of 4 results are there already.\n"), "\(whole.errors)")
  }

  @Test("A class.yaml sets points and a deadline; changing its points judges no one again")
  func usesClass() async throws {
    try folder.submit("alice", Self.right)
    func grade(_ points: String) async throws -> GradedFolder.Line? {
      try sandbox.write(
        """
        format_version: 1
        lessons: [{lesson: 01, tracks: [swift], points: {loop: \(points)}}]
        deadline: 2020-01-01T00:00:00Z
        late_keeps: 50%
        """, to: "class.yaml")
      let outcome = try await folder.pitfall.run(
        ["grade", "class", "--class", "class.yaml", "--out", "out"])
      #expect(outcome.exit == 0, "\(outcome.errors)")
      return try folder.lines().last
    }
    let first = try #require(try await grade("0.5"))
    #expect(first.score == .init(points: 4.25, late: true))
    let second = try #require(try await grade("2.5"))
    #expect(second.score == .init(points: 5.25, late: true))
    #expect(second.evidence == first.evidence)
    #expect(try folder.lines().count == 2)
  }

  @Test("A submission that never starts is ended at the class's limit, and another's result is untouched")
  func isLimited() async throws {
    try await SharedEnvironment.isMade()
    try folder.submit("alice", Self.right)
    try sandbox.write("import time\ntime.sleep(1000)\n", to: "class/bob/main.py")
    try sandbox.write(
      "{format_version: 1, lessons: [{lesson: 01}], seconds: 10}", to: "class.yaml")
    let outcome = try await folder.pitfall.run(
      ["grade", "class", "--class", "class.yaml", "--out", "out", "--jobs", "2"])
    let lines = try folder.lines()
    let bob = try #require(lines.first { $0.submission == "bob" })
    #expect(bob.problem?.hasPrefix("Judging the submission took longer than 10 s, so it was ended") == true)
    #expect(bob.outcome == (outcome.exit == 75 ? "inconclusive" : "failed"))
    #expect(lines.first { $0.submission == "alice" }?.outcome == "passed")
    try expectNothingLeft(sandbox)
  }
}

import Foundation
import TestSupport
import Testing

@Suite("grade --replay and --regrade", .timeLimit(.minutes(30)))
struct GradeReplayTests {
  private static let right = "Solutions/01-blocking/swift/async-client"

  private let folder: GradedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = GradedFolder(sandbox: try Sandbox())
  }

  @Test("A result is repeated with its files and its seed; other files are not taken for them")
  func replays() async throws {
    try folder.submit("alice", Self.right)
    try folder.submit("bob", "Lessons/01-blocking/swift")
    _ = try await folder.pitfall.run(folder.arguments())
    let seed = try #require(try folder.lines().first { $0.submission == "bob" }).evidence.seed

    let bob = try await folder.pitfall.run(["grade", "--replay", "out", "--submission", "bob"])
    #expect(bob.exit == 0, "\(bob.errors)")
    #expect(bob.output.hasSuffix("Every verdict is the same as in the result.\n"), "\(bob.output)")
    #expect(bob.output.contains("\(seed)"))
    let named = try await folder.pitfall.run(["grade", "--replay", "out/results.jsonl:bob", "class/bob"])
    #expect(named.output.hasSuffix("Every verdict is the same as in the result.\n"), "\(named.output)\(named.errors)")

    let other = try await folder.pitfall.run(["grade", "--replay", "out:bob", "class/alice"])
    #expect(other.exit == 64)
    #expect(other.errors.contains("their SHA-256 differs, so nothing is replayed."), "\(other.errors)")
    let both = try await folder.pitfall.run(["grade", "--replay", "out"])
    #expect(both.exit == 64)
    #expect(both.errors.contains("has 2 results: alice 01-blocking swift, bob 01-blocking swift."), "\(both.errors)")
    try sandbox.write("changed", to: "out/submissions/\(try hash("bob"))/main.swift")
    let changed = try await folder.pitfall.run(["grade", "--replay", "out:bob"])
    #expect(changed.exit == 64)
    #expect(changed.errors.contains("are not those that were submitted"), "\(changed.errors)")
    try expectNothingLeft(sandbox)
  }

  private func hash(_ submission: String) throws -> String {
    try #require(try folder.lines().first { $0.submission == submission }).evidence.submissionHash
  }

  @Test("A regrade by other checks tells whose points rose and whose fell, and keeps the seeds")
  func regrades() async throws {
    let lesson = try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
    try folder.submit("alice", Self.right)
    try folder.submit("bob", "Lessons/01-blocking/decoys/swift/async-wrapper")
    try sandbox.write("nothing", to: "class/carol/notes.txt")
    let lessons = ["--lessons", "Lessons"]
    _ = try await folder.pitfall.run(folder.arguments(lessons))

    let same = try await folder.pitfall.run(["grade", "--regrade", "out", "--out", "same"] + lessons)
    #expect(same.exit == 0, "\(same.errors)")
    #expect(same.output.hasSuffix("Nothing changed: 3 results, all as before.\n"), "\(same.output)")
    #expect(try folder.lines(in: "same").map(\.evidence.seed).sorted() == folder.lines().map(\.evidence.seed).sorted())

    // Another price for the first check, which both of them pass.
    let file = lesson + "/lesson.yaml"
    let manifest = try String(contentsOfFile: file, encoding: .utf8)
    let changed = manifest.replacing("points: 1\n", with: "points: 7\n", maxReplacements: 1)
    try #require(changed != manifest)
    try Data(changed.utf8).write(to: URL(fileURLWithPath: file))
    let raised = try await folder.pitfall.run(["grade", "--regrade", "out", "--out", "new"] + lessons)
    #expect(raised.exit == 0, "\(raised.errors)")
    #expect(raised.output.contains("Raised (2):"), "\(raised.output)")
    let fallen = try await folder.pitfall.run(
      ["grade", "--regrade", "new", "--out", "back", "--lessons", Products.project + "/Lessons"])
    #expect(fallen.exit == 1, "\(fallen.errors)")
    #expect(fallen.output.contains("Fallen (2):"), "\(fallen.output)")
  }
}

import Foundation
import TestSupport
import Testing

@Suite("lesson check")
struct LessonCheckTests {
  private let sandbox: Sandbox
  private let lesson: String
  private let solutions: String

  init() throws {
    sandbox = try Sandbox()
    lesson = try sandbox.copy("Lessons/01-blocking")
    solutions = try sandbox.copy("Solutions/01-blocking")
  }

  /// Checks the swift modules with this name, for a track needs no more than the other.
  private func check(_ name: String, _ options: [String] = []) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", "01", "--lessons", sandbox.path + "/Lessons", "--track", "swift", "--only", name] + options)
    try expectNothingLeft(sandbox)
    return outcome
  }

  private func replace(_ module: String, by other: String) throws {
    try FileManager.default.removeItem(atPath: module + "/main.swift")
    try FileManager.default.copyItem(atPath: other + "/main.swift", toPath: module + "/main.swift")
  }

  @Test("Modules that do as the lesson says are right", arguments: ["swift", "fastapi"])
  func passes(track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", "01", "--lessons", sandbox.path + "/Lessons", "--track", track, "--only", "async-client"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("ok  \(track) fix async-client "))
    #expect(outcome.output.contains("  fails: none\n"))
    #expect(outcome.output.hasSuffix("\n1 modules, 1 runs: 0 wrong verdicts, 0 inconclusive\n"))
    try expectNothingLeft(sandbox)
  }

  @Test("A broken module that is none is found")
  func findsFixInPlaceOfBroken() async throws {
    try replace(lesson + "/swift", by: solutions + "/swift/async-client")
    let outcome = try await check("broken")
    #expect(outcome.exit == 1)
    #expect(outcome.output.hasPrefix("BAD swift broken broken "))
    #expect(outcome.output.contains("  fails: none  expected loop, order, rendezvous\n"))
    #expect(outcome.output.hasSuffix("\n1 modules, 1 runs: 1 wrong verdicts, 0 inconclusive\n"))
  }

  @Test("A fix that is none is found, with the report that tells why")
  func findsBrokenInPlaceOfFix() async throws {
    try replace(solutions + "/swift/async-client", by: lesson + "/swift")
    let outcome = try await check("async-client")
    #expect(outcome.exit == 1)
    #expect(outcome.output.hasPrefix("BAD swift fix async-client "))
    #expect(outcome.output.contains("  fails: loop, order, rendezvous  expected none\n"))
    #expect(outcome.output.contains("\n✘ rendezvous   Requests wait for the partner side by side\n"))
  }

  @Test("A decoy that fails other checks than the lesson says is found")
  func findsWrongClaim() async throws {
    let file = lesson + "/lesson.yaml"
    let manifest = try String(contentsOfFile: file, encoding: .utf8)
    // The first decoy of this name is the swift one.
    let claim = try #require(manifest.range(of: "- name: only-block-fixed\n      fails: [rendezvous, loop]"))
    try manifest.replacingCharacters(in: claim, with: "- name: only-block-fixed\n      fails: [order]")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try await check("only-block-fixed")
    #expect(outcome.exit == 1)
    #expect(outcome.output.contains("  fails: loop, rendezvous  expected order\n"))
  }

  @Test("A fix that does not compile is found, with the compiler's words")
  func findsWhatDoesNotCompile() async throws {
    try "let x: Int = \"no\"\n".write(
      toFile: solutions + "/swift/offload/main.swift", atomically: true, encoding: .utf8)
    let outcome = try await check("offload")
    #expect(outcome.exit == 1)
    #expect(outcome.output.contains("  fails: starts  expected none\n"))
    #expect(outcome.output.contains("main.swift:1:14: error: cannot convert value of type 'String'"))
  }

  @Test("--times repeats, and --json tells of each run")
  func repeats() async throws {
    struct Row: Decodable {
      let kind: String
      let name: String
      let expected: [String]
      let seen: [[String]]
      let wrong: Int
    }
    let outcome = try await check("only-block-fixed", ["--times", "2", "--json"])
    #expect(outcome.exit == 0)
    let rows: [Row] = try outcome.decode()
    #expect(rows.map(\.name) == ["only-block-fixed"])
    #expect(rows.first?.kind == "decoy")
    #expect(rows.first?.expected == ["loop", "rendezvous"])
    #expect(rows.first?.seen == [["loop", "rendezvous"], ["loop", "rendezvous"]])
    #expect(rows.first?.wrong == 0)
  }
}

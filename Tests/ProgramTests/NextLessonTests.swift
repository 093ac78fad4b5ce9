import Foundation
import TestSupport
import Testing

@Suite("From lesson to lesson", .timeLimit(.minutes(30)))
struct NextLessonTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    // Two lessons, with their solutions, in the test's own pack.
    for folder in ["Lessons", "Solutions"] {
      let copy = try sandbox.copy("\(folder)/01-blocking")
      let parent = "\(sandbox.path)/\(folder)"
      try FileManager.default.copyItem(atPath: copy, toPath: "\(parent)/02-two")
      try FileManager.default.moveItem(atPath: copy, toPath: "\(parent)/01-one")
    }
  }

  private func run(_ words: [String], exit: Int32 = 0) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(words + ["--lessons", "Lessons"])
    #expect(outcome.exit == exit, "\(words): \(outcome.output)\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return outcome
  }

  private var place: String? {
    get throws { try LearnersProgress.read(sandbox.path + "/workspace/progress.json").current?.lesson }
  }

  @Test("next and skip lead through the lessons, and commands to type include the pack")
  func leads() async throws {
    let program = try Products.path("pitfall")
    let first = try await run(["next"])
    #expect(first.output.hasPrefix("01-one: Blocking operations in async endpoints (Swift)\n"))
    #expect(
      first.sentences.contains(
        " Your copy: workspace/01-one/swift/main.swift Next: \(program) edit --lessons Lessons, then verify "))
    #expect(try place == "01-one")
    #expect(
      try await run(["next"], exit: 64).errors
        == "pitfall: 01-one is not passed yet. Continue with `\(program) verify --lessons Lessons`, "
        + "or skip it for now with `\(program) skip --lessons Lessons`.\n")
    let skipped = try await run(["skip"])
    #expect(
      skipped.sentences.hasPrefix(
        "Skipped 01-one. Come back with `\(program) start 01-one --lessons Lessons`. "
          + "02-two: Blocking operations in async endpoints (Swift) "), "\(skipped.output)")
    #expect(try place == "02-two")
    let left = try await run(["skip"])
    #expect(left.sentences.contains("No lessons are left in the Swift track."), "\(left.output)")
    let states = try await run(["progress"]).output.split(separator: "\n").prefix(4)
    #expect(states.filter { $0.hasSuffix("swift: skipped") }.count == 2, "\(states)")
  }
}

import Foundation
import TestSupport
import Testing

@Suite("lesson check of demos", .timeLimit(.minutes(30)))
struct DemoProofTests {
  private let sandbox: Sandbox
  private let lesson: String

  init() throws {
    sandbox = try Sandbox()
    lesson = try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
  }

  private func check(_ options: [String]) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", "01", "--lessons", "Lessons", "--track", "swift", "--journal", "journal.jsonl"] + options)
    try expectNothingLeft(sandbox)
    return outcome
  }

  private func replace(_ module: String, by other: String) throws {
    try FileManager.default.removeItem(atPath: module)
    try FileManager.default.copyItem(atPath: other, toPath: module)
  }

  @Test("A demo that shows the pitfall is right; --times runs its race so often, and no module is judged")
  func isRight() async throws {
    let outcome = try await check(["--only", "demo", "--times", "2"])
    #expect(outcome.exit == 0, "\(outcome.output)")
    #expect(outcome.output.hasPrefix("Demos\nok  01-blocking swift: the race shows the pitfall\n"), "\(outcome.output)")
    #expect(outcome.output.contains("\n1 demo, 2 races: 0 wrong, 0 inconclusive"))
    #expect(!outcome.output.contains("All:") && !outcome.errors.contains("runs"), "\(outcome.errors)")
  }

  @Test("One whose second server is broken, too, is wrong, in the table and in JSON")
  func isNotFixed() async throws {
    let fix = sandbox.path + "/Solutions/01-blocking/swift/async-client/main.swift"
    try replace(fix, by: lesson + "/swift/main.swift")
    let outcome = try await check(["--only", "demo"])
    #expect(outcome.exit == 1)
    #expect(
      outcome.output.contains("BAD 01-blocking swift: the fixed server shows the pitfall, too\n"), "\(outcome.output)")
    let rows = try await check(["--only", "demo", "--json"])
    #expect(rows.exit == 1)
    let row = try #require(rows.decode([DemoRow].self).first)
    #expect(row.kind == "demo" && row.seen == ["not_fixed"] && row.wrong == 1)
  }

  @Test("One whose broken server is right is wrong")
  func isNotBroken() async throws {
    let fixed = try String(
      contentsOfFile: sandbox.path + "/Solutions/01-blocking/swift/async-client/main.swift", encoding: .utf8)
    // The marks have to be somewhere.
    try sandbox.write(
      fixed + "\n// usleep(400_000) HTTPClient.getBlocking\n", to: "Lessons/01-blocking/swift/main.swift")
    let outcome = try await check(["--only", "demo"])
    #expect(outcome.exit == 1)
    #expect(
      outcome.output.contains("BAD 01-blocking swift: the broken server does not show the pitfall\n"),
      "\(outcome.output)")
  }

  @Test("One whose server does not compile is wrong, and says why")
  func doesNotStart() async throws {
    try sandbox.write("let port: Int = \"\"\n", to: "Solutions/01-blocking/swift/async-client/main.swift")
    let outcome = try await check(["--only", "demo"])
    #expect(outcome.exit == 1)
    #expect(outcome.sentences.contains("The fixed server does not start"), "\(outcome.output)")
  }

  @Test("Modules alone are judged when --only names one; --margins leaves demos out")
  func isLeftOut() async throws {
    let outcome = try await check(["--only", "async-client"])
    #expect(outcome.exit == 0 && !outcome.output.contains("Demos"), "\(outcome.output)")
    let margins = try await check(["--only", "async-client", "--margins"])
    #expect(margins.exit == 0 && !margins.output.contains("Demos"), "\(margins.output)")
  }
}

private struct DemoRow: Decodable {
  let kind: String
  let seen: [String]
  let wrong: Int
}

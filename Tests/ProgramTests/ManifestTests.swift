import Foundation
import TestSupport
import Testing

@Suite("An invalid lesson.yaml", .timeLimit(.minutes(30)))
struct ManifestTests {
  private static let right = """
    format_version: 1
    title: A title
    summary: A summary
    checks:
      - id: contract
        title: It answers
        probe: contract
        next: Look.
        with:
          requests:
            - get: /ping
              body: { message: pong }
      - id: order
        title: It overtakes
        probe: order
        next: Look.
        with: { get: /block }
    broken:
      fails: [contract]

    """

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func run(_ command: [String], manifest: Data, module: String = "") async throws -> Outcome {
    try sandbox.write(module, to: "Lessons/01-own/swift/main.swift")
    try sandbox.write(manifest, to: "Lessons/01-own/lesson.yaml")
    let outcome = try await Pitfall(sandbox).run(command + ["--lessons", sandbox.path + "/Lessons"])
    try expectNothingLeft(sandbox)
    return outcome
  }

  /// Expects that `verify` prints the file, the line and this sentence.
  private func expectRejection(_ manifest: Data, line: Int, _ sentence: String) async throws {
    let outcome = try await run(["verify", "01"], manifest: manifest)
    #expect(outcome.exit == 64)
    let place = "\(sandbox.path)/Lessons/01-own/lesson.yaml:\(line)"
    #expect(outcome.errors.hasPrefix("pitfall: \(place): \(sentence)"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.output == "")
  }

  @Test("A valid one is read, so that the others fail for the stated reason")
  func readsRight() async throws {
    let outcome = try await run(["list"], manifest: Data(Self.right.utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("01-own  A title\n"))
    #expect(outcome.errors == "")
  }

  @Test(
    "It is rejected with its file, its line, and a sentence; LessonManifestTests and VerifierTests have all of them",
    arguments: [
      ("A title", "[", 4, "is not YAML: "),
      ("title: A title", "title: A title\ncolour: red", 3, "a lesson has no key 'colour'; it knows "),
      ("{ get: /block }", "{ get: /block, speed: 3 }", 17, "the order check has no key 'speed'; it knows "),
    ])
  func isRejected(text: String, replacement: String, line: Int, sentence: String) async throws {
    let range = try #require(Self.right.range(of: text))
    let manifest = Self.right.replacingCharacters(in: range, with: replacement)
    try await expectRejection(Data(manifest.utf8), line: line, sentence)
  }

  @Test("One that is not UTF-8 is rejected")
  func rejectsOtherBytes() async throws {
    try await expectRejection(Data(Self.right.utf8) + [0xff, 0xfe], line: 1, "is not UTF-8 text")
  }

  @Test(
    "A slip that shows only in a run is told as the lesson's, and not as a bug of pitfall",
    arguments: [
      ("TEXT", "nobody", "the lesson's database has no table 'nobody'"),
      ("TEXT(", "users", "SQLite rejects what the lesson says about its database: near \")\": syntax error"),
    ])
  func tellsSlips(type: String, table: String, sentence: String) async throws {
    let manifest = """
      format_version: 1
      title: A title
      summary: A summary
      database:
        - table: users
          rows: 200
          columns:
            id: { type: INTEGER PRIMARY KEY, value: id }
            name: { type: "\(type)", value: name }
      checks:
        - id: page
          title: It pages
          probe: page
          next: Look.
          with: { get: /users, table: \(table), fields: [id, name] }
      broken:
        fails: [page]

      """
    let server = """
      import LessonKit
      let app = App()
      app.get("/ping") { _ in .json(["message": "pong"]) }
      try await app.run()
      """
    let outcome = try await run(["verify", "01"], manifest: Data(manifest.utf8), module: server)
    #expect(outcome.exit == 64, "\(outcome.output)")
    #expect(outcome.errors.hasSuffix("pitfall: \(sentence)\n"), "\(outcome.errors)")
  }

  @Test(
    "Every command that reads it reports the same",
    arguments: [["list"], ["show", "01"], ["run", "01"], ["lesson", "check"]])
  func isRejectedByEveryCommand(command: [String]) async throws {
    let manifest = Self.right.replacing("title: A title", with: "titel: A title")
    let outcome = try await run(command, manifest: Data(manifest.utf8))
    #expect(outcome.exit == 64)
    #expect(
      outcome.errors.contains("/Lessons/01-own/lesson.yaml:2: a lesson has no key 'titel'; do you mean 'title'?\n"))
  }
}

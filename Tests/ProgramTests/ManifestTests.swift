import Foundation
import TestSupport
import Testing

@Suite("A lesson.yaml that is wrong")
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

  private func run(_ command: [String], manifest: Data) async throws -> Outcome {
    try sandbox.write("", to: "Lessons/01-own/swift/main.swift")
    try sandbox.write(manifest, to: "Lessons/01-own/lesson.yaml")
    let outcome = try await Pitfall(sandbox).run(command + ["--lessons", sandbox.path + "/Lessons"])
    try expectNothingLeft(sandbox)
    return outcome
  }

  /// Expects that what `verify` says is the file, the line and this sentence.
  private func expectRefusal(_ manifest: Data, line: Int, _ sentence: String) async throws {
    let outcome = try await run(["verify", "01"], manifest: manifest)
    #expect(outcome.exit == 64)
    let place = "\(sandbox.path)/Lessons/01-own/lesson.yaml:\(line)"
    #expect(outcome.errors.hasPrefix("pitfall: \(place): \(sentence)"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.output == "")
  }

  @Test("One that is right is read, so that the others fail for what is said of them")
  func readsRight() async throws {
    let outcome = try await run(["list"], manifest: Data(Self.right.utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("01-own  A title\n"))
    #expect(outcome.errors == "")
  }

  @Test(
    "It is refused with its file, its line and a sentence",
    arguments: [
      ("A title", "[", 4, "is not YAML: "),
      ("A title", "*name", 2, "is not YAML: found undefined alias"),
      ("title: A title", "\ttitle: A title", 2, "is not YAML: "),
      ("title: A title", "title: A title\ntitle: Another", 2, "has a key twice: title"),
      (
        "format_version: 1", "format_version: 2", 1,
        "'format_version' must be 1, which is the one that this pitfall reads"
      ),
      ("format_version: 1\n", "", 1, "a lesson needs 'format_version'"),
      ("title: A title", "titel: A title", 1, "a lesson needs 'title'"),
      ("title: A title", "title: A title\ncolour: red", 3, "a lesson has no key 'colour'; it knows "),
      ("A title", "[a, b]", 2, "'title' must be text, but is a list"),
      ("    next: Look.\n    with:\n", "    with:\n", 5, "a check needs 'next'"),
      (
        "    next: Look.\n    with:\n", "    next: Look.\n    points: many\n    with:\n", 9,
        "'points' must be a whole number"
      ),
      (
        "    next: Look.\n    with:\n", "    next: Look.\n    points: 101\n    with:\n", 9,
        "'points' must be between 0 and"
      ),
      (
        "    next: Look.\n    with:\n", "    next: Look.\n    tracks: [rust]\n    with:\n", 9,
        "there is no track 'rust'"
      ),
      (
        "    next: Look.\n    with:\n", "    next: Look.\n    during: [nope]\n    with:\n", 9,
        "'nope' in 'during' is not another check"
      ),
      ("probe: contract", "probe: magic", 7, "there is no check 'magic'; there are contract, "),
      ("- id: order", "- id: contract", 13, "there are two checks 'contract'"),
      ("{ get: /block }", "{ get: /block, speed: 3 }", 17, "the order check has no key 'speed'; it knows "),
      ("{ get: /block }", "{ get: /block, requests: 99 }", 17, "'requests' must be between 1 and 16, but is 99"),
      ("{ get: /block }", "{ wait_ms: 400 }", 17, "the order check needs 'get'"),
      ("        - get: /ping", "        - post: /ping", 11, "a request needs 'get'"),
      ("fails: [contract]", "fails: [nope]", 19, "'nope' in 'fails' is not a check of this lesson"),
      ("fails: [contract]", "fails: []", 19, "'fails' must name at least one check"),
      ("fails: [contract]", "fails: contract", 19, "'fails' must be a list, but is 'contract'"),
      ("fails: [contract]", "fails: [contract]\ndecoys:\n  rust: []", 21, "there is no track 'rust'"),
      (
        "fails: [contract]", "fails: [contract]\nfixes:\n  swift:\n    - name: gone\n      summary: None.", 22,
        "the fix 'gone' has no file "
      ),
    ])
  func isRefused(text: String, replacement: String, line: Int, sentence: String) async throws {
    let range = try #require(Self.right.range(of: text))
    let manifest = Self.right.replacingCharacters(in: range, with: replacement)
    try await expectRefusal(Data(manifest.utf8), line: line, sentence)
  }

  @Test("An alias stands for what its anchor names")
  func readsAlias() async throws {
    let manifest = Self.right.replacing("A title\nsummary: A summary", with: "&name A title\nsummary: *name")
    let outcome = try await run(["list"], manifest: Data(manifest.utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("01-own  A title\n    A title\n"))
  }

  @Test("An empty one and one that is not UTF-8 are refused")
  func refusesOddFiles() async throws {
    try await expectRefusal(Data(), line: 1, "is empty")
    try await expectRefusal(Data("# Nothing but a remark\n".utf8), line: 1, "is empty")
    try await expectRefusal(Data(Self.right.utf8) + [0xff, 0xfe], line: 1, "is not UTF-8 text")
    try await expectRefusal(Data("- a\n- list\n".utf8), line: 1, "a lesson must be a mapping of keys to values")
  }

  @Test(
    "Every command that reads it says the same",
    arguments: [["list"], ["show", "01"], ["run", "01"], ["lesson", "check"]])
  func isRefusedByEveryCommand(command: [String]) async throws {
    let manifest = Self.right.replacing("title: A title", with: "titel: A title")
    let outcome = try await run(command, manifest: Data(manifest.utf8))
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains("/Lessons/01-own/lesson.yaml:1: a lesson needs 'title'\n"))
  }
}

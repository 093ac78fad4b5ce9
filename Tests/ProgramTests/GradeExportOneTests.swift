import Foundation
import TestSupport
import Testing

@Suite("Exported files that grade one submission", .timeLimit(.minutes(30)))
struct GradeExportOneTests {
  private static let right = "Solutions/01-blocking/swift/async-client"

  private let folder: ExportedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = try ExportedFolder()
  }

  private struct Scores: Decodable {
    struct Test: Decodable {
      let score: Double?
    }

    struct Extra: Decodable {
      struct Part: Decodable {
        let attempt: Int
      }

      let pitfall: [Part]
    }

    let score: Double?
    let output: String
    let tests: [Test]
    let extra: Extra

    enum CodingKeys: String, CodingKey {
      case score, output, tests
      case extra = "extra_data"
    }
  }

  /// The folder that Gradescope makes, with two earlier attempts.
  private func makeAutograder(_ options: [String] = ["--lesson", "01"]) async throws {
    try await folder.export("gradescope", options)
    try sandbox.write(ExportedFolder.key, to: "autograder/source/course.key")
    try sandbox.write(
      """
      {"created_at": "2026-07-01T14:22:32.365935-07:00", "assignment": {"due_date": "2026-06-30T23:00:00.000000-07:00"},
       "users": [], "previous_submissions": [{"score": 0.0}, {"score": 1.0}]}
      """, to: "autograder/submission_metadata.json")
    let unpacked = try await folder.run(
      """
      chmod 600 autograder/source/course.key && mkdir autograder/results
      bsdtar -xf gradescope/autograder.zip -C autograder/source
      tar -tzf autograder/source/pitfall.tar.gz | grep -c -e '^Package.swift$' -e '^Sources/pitfall/main.swift$' \
        -e '^Solutions/01-blocking/' -e '^Exports/gradescope/autograder/setup.sh$' -e '\\.build'
      """, judges: false)
    #expect((Int(unpacked.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 3, "\(unpacked.errors)")
  }

  private func runAutograder(judges: Bool = true) async throws -> Outcome {
    try await folder.run(
      "source/run_autograder", in: "autograder", ["AUTOGRADER": sandbox.path + "/autograder"], judges: judges)
  }

  private func results() throws -> Scores {
    try JSONDecoder().decode(Scores.self, from: Data(try folder.text("autograder/results/results.json").utf8))
  }

  @Test("Gradescope: a right submission in a folder, among other things, gets its points, attempt and lateness")
  func gradescope() async throws {
    try await makeAutograder()
    try await folder.install()
    try folder.graded.submit("alice", Self.right)
    let outcome = try await folder.run(
      """
      mkdir autograder/submission && mv class/alice autograder/submission/homework
      ln -s /etc/passwd autograder/submission/link.py; mkfifo autograder/submission/pipe
      echo notes > autograder/submission/notes.txt
      """, judges: false)
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let graded = try await runAutograder()
    #expect(graded.exit == 0)
    #expect(graded.output.hasSuffix("Graded: attempt 3, exit code 0.\n"), "\(graded.output)\(graded.errors)")
    let scores = try results()
    #expect(scores.score == scores.tests.compactMap(\.score).reduce(0, +) && scores.score ?? 0 > 0)
    #expect(scores.extra.pitfall.map(\.attempt) == [3])
    #expect(scores.output.contains("submitted late"))
    let left = try sandbox.leftovers()
    #expect(left == [])
  }

  @Test("Gradescope: a class's own deadline counts, and a submission without a module has 0 points")
  func gradescopeRejects() async throws {
    try sandbox.write(
      "{format_version: 1, lessons: [{lesson: 01}], deadline: 2027-01-01T00:00:00Z}", to: "one.yaml")
    try await makeAutograder(["--class", "one.yaml"])
    try await folder.install()
    try sandbox.write("my homework", to: "autograder/submission/notes.txt")
    let graded = try await runAutograder()
    #expect(graded.output.hasSuffix("Graded: attempt 3, exit code 1.\n"), "\(graded.output)\(graded.errors)")
    let scores = try results()
    #expect(scores.score == 0)
    #expect(!scores.output.contains("late"))
  }

  @Test(
    "Gradescope: what cannot be graded has no results.json, and a sentence",
    arguments: [
      (75, "this machine was too busy", 2), (69, "there is too little isolation", 1), (70, "exit code 70", 1),
    ])
  func gradescopeIsNotGradable(code: Int, sentence: String, calls: Int) async throws {
    try await makeAutograder()
    try await folder.install("#!/bin/bash\necho \"$@\" >> \"${0%/bin/*}/calls\"\nexit \(code)\n")
    try sandbox.write("x", to: "autograder/submission/main.py")
    let graded = try await runAutograder(judges: false)
    #expect(graded.exit == 0)
    #expect(graded.output.contains("Not graded, and the student loses nothing: "))
    #expect(graded.output.contains(sentence), "\(graded.output)")
    #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/autograder/results/results.json"))
    #expect(try folder.text("calls").split(separator: "\n").count == calls)
  }

  @Test("Classroom 50: result.json has whole points, and links that a student left are not followed")
  func classroom50() async throws {
    try await folder.export("classroom50")
    try await folder.install()
    try folder.graded.submit("checkout", Self.right)
    try sandbox.write("mine", to: "precious")
    let links = try await folder.run(
      "ln -s ../../precious result.json; ln -s ../../precious release-body.md", in: "class/checkout", judges: false)
    #expect(links.exit == 0, "\(links.errors)")
    let names = ["CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"]
    let outcome = try await folder.run(
      "python3 ../../classroom50/autograder/autograder.py", in: "class/checkout",
      Dictionary(uniqueKeysWithValues: names.map { ($0, "the \($0)") }))
    #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try folder.text("precious") == "mine")
    let check = try await Tool.python().run(
      [
        "-c",
        """
        import json, sys
        r = json.load(open(sys.argv[1]))
        assert r["schema"] == "classroom50/result/v1" and r["submission"] == "the SUBMISSION_TAG", r
        assert type(r["score"]) is int and r["score"] == r["max-score"] > 0, r
        assert [set(t) for t in r["tests"]] == [{"test-name", "passed", "score", "max-score"}], r
        """, sandbox.path + "/class/checkout/result.json",
      ])
    #expect(check.status == 0, "\(check.errors)")
    #expect(try folder.text("class/checkout/release-body.md").contains("Passed"))
    try await folder.install("#!/bin/bash\necho ::add-mask::a\nexit 75\n")
    let busy = try await folder.run(
      "python3 ../../classroom50/autograder/autograder.py; echo $?", in: "class/checkout", judges: false)
    #expect(
      busy.output.contains(#/^::stop-commands::(\w+)\n(?:::add-mask::a\n){2}::\1::\n::error::/#),
      "GitHub obeys nothing that pitfall prints: \(busy.output)")
    #expect(busy.output.hasSuffix("75\n"), "\(busy.output)")
  }
}

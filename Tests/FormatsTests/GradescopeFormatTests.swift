import Base
import Formats
import Report
import TestSupport
import Testing

@Suite("Gradescope's results.json", .timeLimit(.minutes(10)))
struct GradescopeFormatTests {
  private func read(_ results: [GradeResult]) throws -> JSONValue {
    let text = GradescopeFormat().text(of: results)
    return try #require(JSONValue(bytes: Array(text.utf8)))
  }

  @Test("Its fields are those of the documentation, with its words for states")
  func fields() async throws {
    for result in GradeResult.samples {
      let text = GradescopeFormat().text(of: [result])
      let output = try await Tool.python().run(["-c", Self.validation], input: Array(text.utf8))
      #expect(output.output == "" && output.status == 0, "\(output.output) \(output.errors)")
    }
  }

  @Test("The score is what counts after lateness; tests have their points, bonus ones on top of the total")
  func score() throws {
    let file = try read([.late])
    #expect(file["score"] == .number(5))
    let tests = try #require(file["tests"]?.elements)
    #expect(tests.map { $0["score"] } == [.number(4), .number(6), .number(0)])
    #expect(tests.map { $0["max_score"] } == [.number(4), .number(6), .number(0)])
    #expect(tests.map { $0["status"]?.plainText } == ["passed", "passed", "failed"])
    #expect(file["output"]?.plainText.contains("submitted late") == true)
  }

  @Test("Several lessons of one submission become its tests", arguments: [true, false])
  func lessons(isGradable: Bool) throws {
    let other = GradeResult.forTests(
      "ada", isGradable ? .failed : .infrastructure, lesson: "02-other", verdicts: isGradable ? ["loop": .pass] : nil,
      problem: isGradable ? nil : "The disk is full.")
    let file = try read([.passed, other])
    #expect(file["score"] == (isGradable ? .number(18) : nil))
    let tests = try #require(file["tests"]?.elements)
    #expect(tests.count == (isGradable ? 6 : 7))
    #expect(tests.first?["name"]?.plainText == "01-sample (fastapi): contract: Title of contract")
    #expect(tests.allSatisfy { ($0["score"] != nil) == isGradable })
    #expect(file["output"]?.plainText.contains("The disk is full.") == !isGradable)
  }

  @Test("What is not gradable has no score anywhere, and says why", arguments: [GradeResult.broken, .unsure])
  func notGradable(result: GradeResult) throws {
    let file = try read([result])
    #expect(file["score"] == nil)
    #expect(file["tests"]?.elements?.allSatisfy { $0["score"] == nil && $0["max_score"] == nil } == true)
    #expect(file["output"]?.plainText.contains("not graded") == true)
  }

  @Test("A module that did not start fails with its compiler's words, and the checks that were not run have no state")
  func notStarted() throws {
    let tests = try #require(try read([.notStarted])["tests"]?.elements)
    #expect(tests.map { $0["status"]?.plainText } == ["failed", nil, nil, nil])
    #expect(tests[0]["output"]?.plainText.contains("invalid syntax") == true)
  }

  /// Written after "Autograder Specifications", because there is no schema in PyPI or from Gradescope.
  private static let validation = """
    import json, sys, jsonschema
    text, shown, number = {"type": "string"}, {"enum": ["hidden", "after_due_date", "after_published", "visible"]}, {"type": "number"}
    form = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
    test = {"type": "object", "additionalProperties": False, "properties": {"score": number, "max_score": number,
      "status": {"enum": ["passed", "failed"]}, "name": text, "name_format": form, "number": text, "output": text,
      "output_format": form, "tags": {"type": "array", "items": text}, "visibility": shown, "extra_data": {"type": "object"}}}
    schema = {"type": "object", "additionalProperties": False, "properties": {"score": number, "execution_time": number,
      "output": text, "output_format": form, "test_output_format": form, "test_name_format": form, "visibility": shown,
      "stdout_visibility": shown, "extra_data": {"type": "object"}, "tests": {"type": "array", "items": test},
      "leaderboard": {"type": "array"}}}
    for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)): print(error.json_path, error.message)
    """
}

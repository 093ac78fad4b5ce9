import Base
import Formats
import Report
import Testing

@Suite("PrairieLearn's results.json", .timeLimit(.minutes(10)))
struct PrairieLearnFormatTests {
  private func read(_ results: [GradeResult]) throws -> JSONValue {
    try #require(JSONValue(bytes: Array(PrairieLearnFormat().text(of: results).utf8)))
  }

  @Test("The score is a share, never more than 1, and a rejected submission has 0")
  func score() throws {
    #expect(try read([.passed])["score"] == .number(1))
    #expect(try read([.failed])["score"] == .number(0.4))
    #expect(try read([.late])["score"] == .number(0.5))
    #expect(try read([.rejected])["score"] == .number(0))
    #expect(try read([.rejected])["gradable"] == .flag(true))
  }

  @Test("What is not gradable says so, says why, and has no score", arguments: [GradeResult.broken, .unsure])
  func notGradable(result: GradeResult) throws {
    let file = try read([result])
    #expect(file["gradable"] == .flag(false))
    #expect(file["score"] == nil)
    #expect(file.list("format_errors").count == 1)
  }

  @Test("Its fields are those of the documentation")
  func fields() throws {
    let known: Set = ["gradable", "score", "message", "output", "images", "tests", "format_errors"]
    let test: Set = ["name", "description", "points", "max_points", "message", "output", "images"]
    for result in GradeResult.samples {
      guard case .object(let fields) = try read([result]) else { Issue.record("no object"); continue }
      #expect(Set(fields.keys).isSubset(of: known))
      for element in fields["tests"]?.elements ?? [] {
        guard case .object(let fields) = element else { Issue.record("no object"); continue }
        #expect(Set(fields.keys).isSubset(of: test))
      }
    }
  }

  @Test("However much was printed and measured, the file stays below 1 MB and keeps the score")
  func limit() throws {
    let long = String(repeating: "é\"\\\u{1B}", count: 20_000)
    let lessons = (0..<30).map { number in
      GradeResult.forTests(
        "ada", .failed, lesson: "lesson-\(number)", verdicts: ["contract": .pass, "loop": .fail, "keyset": .fail],
        measured: long, evidence: .forTests(output: GradeEvidence.Output(length: 1, text: long)))
    }
    let text = PrairieLearnFormat().text(of: lessons)
    #expect(text.utf8.count < 1_000_000)
    #expect(JSONValue(bytes: Array(text.utf8))?["score"] == .number(0.4))
    #expect(JSONValue(bytes: Array(text.utf8))?["tests"]?.elements?.count == 90)
  }
}

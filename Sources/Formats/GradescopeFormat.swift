internal import Base
package import Report

/// Gradescope's results.json of one submission, after its "Autograder Specifications".
///
/// It has no word for a submission that could not be graded. Such a file has no score anywhere, which Gradescope reports
/// as a failure of the autograder: that gives no grade, and takes none of the student's attempts. A score of 0 would.
package struct GradescopeFormat: ResultFormat {
  package let id = "gradescope"
  package let summary = "Gradescope's results.json"
  package let scope = ResultScope.submission
  package let fileName = "results.json"

  /// In Unicode scalars, of what the module printed.
  private static let longestOutput = 4_000

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let results = results.last
    let isGradable = results.allSatisfy(\.gradable)
    var file: [String: JSONValue] = [
      "output": .text(results.map(words).joined(separator: "\n\n")),
      "output_format": .text("text"),
      "test_output_format": .text("text"),
      "test_name_format": .text("text"),
      // It may have seeds and paths in it.
      "stdout_visibility": .text("hidden"),
      "execution_time": .number(results.map(\.evidence.durationMilliseconds).reduce(0, +).rounded() / 1000),
      "extra_data": .object(["pitfall": .list(results.map(evidence))]),
      "tests": .list(
        results.enumerated().flatMap { number, result in
          ResultCase.all(result).enumerated().map { index, test in
            self.test(
              test, of: result, number: "\(number + 1).\(index + 1)", isNamed: results.count > 1,
              isGradable: isGradable)
          }
        }),
    ]
    // Overrides the tests' sum, which does not know what lateness costs.
    if isGradable { file["score"] = .number(results.map(\.score.points).reduce(0, +)) }
    return JSONValue.object(file).description + "\n"
  }

  private func words(_ result: GradeResult) -> String {
    guard result.outcome != .passed, let output = result.output(Self.longestOutput) else { return result.headline }
    return result.headline + "\n\n" + output
  }

  private func test(
    _ test: ResultCase, of result: GradeResult, number: String, isNamed: Bool, isGradable: Bool
  ) -> JSONValue {
    var fields: [String: JSONValue] = [
      "name": .text(isNamed ? "\(result.lessonWords): \(test.name)" : test.name),
      "number": .text(number),
      "output": .text(test.detail().isEmpty ? test.message : test.detail()),
      "tags": .list([.text(test.isBonus ? "bonus" : "required")] + cause(test)),
    ]
    switch test.status {
    case .passed: fields["status"] = .text("passed")
    case .failed: fields["status"] = .text("failed")
    // There is no word for them, and a failure they are not.
    case .inconclusive, .notRun: break
    }
    if isGradable {
      fields["score"] = .number(test.points)
      // Bonus points come on top of the total, which is the sum of these.
      fields["max_score"] = .number(test.isBonus ? 0 : test.of)
    }
    return .object(fields)
  }

  private func cause(_ test: ResultCase) -> [JSONValue] {
    test.outcome?.cause.map { [.text($0.documentLine())] } ?? []
  }

  private func evidence(_ result: GradeResult) -> JSONValue {
    var fields: [String: JSONValue] = [
      "lesson": .text(result.lesson.documentLine()), "track": .text(result.track.rawValue),
      "outcome": .text(result.outcome.rawValue), "gradable": .flag(result.gradable),
      "attempt": .number(Double(result.attempt)), "tier": .text(result.evidence.tier.documentLine()),
      "submission_sha256": .text(result.evidence.submissionHash.documentLine()),
      "lesson_sha256": .text(result.evidence.lessonHash.documentLine()),
      "tool_sha256": .text(result.evidence.toolHash.documentLine()),
      // JSON readers with 53 bits would change the number.
      "seed": .text(String(result.evidence.seed)),
    ]
    if let review = result.review { fields["review"] = .text(review.documentLine(1_000)) }
    return .object(fields)
  }
}

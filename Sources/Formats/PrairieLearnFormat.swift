internal import Base
package import Report

/// PrairieLearn's results.json of one submission, after its "External grading": at most 1 MB, and a score of 0 to 1.
///
/// What was not gradable costs the student no attempt there.
package struct PrairieLearnFormat: ResultFormat {
  package let id = "prairielearn"
  package let summary = "PrairieLearn's results.json"
  package let scope = ResultScope.submission
  package let fileName = "results.json"

  /// In bytes: 1 MB, less some for a reader that counts otherwise.
  static let limit = 950_000
  /// In Unicode scalars of each text: as much of it as the limit leaves room for.
  private static let lengths = [32_000, 8_000, 2_000, 500, 100]

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let results = results.last
    for length in Self.lengths {
      let text = file(results, length).description + "\n"
      if text.utf8.count <= Self.limit { return text }
    }
    // Thousands of checks: the score counts.
    return file(results, 0).description + "\n"
  }

  private func file(_ results: [GradeResult], _ length: Int) -> JSONValue {
    let isGradable = results.allSatisfy(\.gradable)
    var file: [String: JSONValue] = [
      "gradable": .flag(isGradable),
      "message": .text(results.prefix(100).map(\.headline).joined(separator: "\n")),
      "output": .text(results.compactMap { $0.output(length) }.joined(separator: "\n\n").cut(4 * length)),
      "tests": .list(
        length == 0
          ? [] : results.flatMap { result in ResultCase.all(result).map { test($0, of: result, length, results) } }),
    ]
    if isGradable {
      let (points, of) = (
        results.map(\.score.points).reduce(0, +), results.map(\.score.of).reduce(0, +)
      )
      // Bonus points can make it more than all, which PrairieLearn rejects.
      file["score"] = .number(of > 0 ? min(max(points / of, 0), 1) : 0)
    } else {
      file["format_errors"] = .list(results.filter { !$0.gradable }.prefix(100).map { .text($0.headline) })
    }
    return .object(file)
  }

  private func test(
    _ test: ResultCase, of result: GradeResult, _ length: Int, _ results: [GradeResult]
  ) -> JSONValue {
    .object([
      "name": .text(results.count > 1 ? "\(result.lessonWords): \(test.name)" : test.name),
      "description": .text(test.outcome?.expected.documentLine(length) ?? ""),
      "points": .number(test.points),
      "max_points": .number(test.isBonus ? 0 : test.of),
      "message": .text(test.status == .passed ? "" : test.message.cut(length)),
      "output": .text(test.detail(length)),
    ])
  }
}

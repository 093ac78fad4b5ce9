internal import Base
package import Report

/// The Test Anything Protocol, version 14: a test point for each check of each result.
///
/// It has no word for "inconclusive": such a check is skipped, because a test point is either ok or a failure.
package struct TAPFormat: ResultFormat {
  package let id = "tap"
  package let summary = "Test Anything Protocol, version 14"
  package let scope = ResultScope.all
  package let fileName = "results.tap"

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let points = results.last.flatMap { result in ResultCase.all(result).map { (result, $0) } }
    let plan = points.isEmpty ? "1..0 # SKIP there are no results" : "1..\(points.count)"
    let lines = points.enumerated().flatMap { self.lines($1.0, $1.1, number: $0 + 1) }
    return (["TAP version 14", plan] + lines).map { $0 + "\n" }.joined()
  }

  private func lines(_ result: GradeResult, _ test: ResultCase, number: Int) -> [String] {
    let name = "\(result.submission) \(result.lesson) \(result.track.rawValue) \(test.name)"
    let line = "\(test.status == .failed ? "not ok" : "ok") \(number) - \(description(name))"
    switch test.status {
    case .passed: return [line]
    case .notRun, .inconclusive: return ["\(line) # SKIP \(description("\(test.status.rawValue): \(test.message)"))"]
    case .failed: return [line] + block(result, test)
    }
  }

  /// On one line. A `#` could begin a directive: readers of version 13 do not know that `\#` is none.
  private func description(_ text: String) -> String {
    text.documentLine().replacing(["\\": "\\\\", "#": "\u{FF03}"])
  }

  private func block(_ result: GradeResult, _ test: ResultCase) -> [String] {
    var fields = [
      ("message", test.message), ("severity", "fail"), ("submission", result.submission.documentLine()),
      ("check", test.id), ("points", test.points.shortText), ("of", test.of.shortText),
    ]
    if let outcome = test.outcome {
      fields += [("cause", outcome.cause?.documentLine() ?? ""), ("expected", outcome.expected.documentText())]
      fields += [("next", outcome.next.documentText()), ("detail", test.detail())]
    }
    let isShown = { (field: (String, String)) in !field.1.isEmpty }
    return ["  ---"] + fields.filter(isShown).map { "  \($0): \(YAMLText.quoted($1))" } + ["  ..."]
  }
}

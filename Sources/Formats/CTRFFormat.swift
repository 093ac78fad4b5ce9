internal import Base
internal import Foundation
package import Report

/// The Common Test Report Format, a JSON document: a suite for each result, a test for each check.
///
/// An inconclusive check is "other". Of a check that sent no requests, the duration, which it demands, is 0.
package struct CTRFFormat: ResultFormat {
  package let id = "ctrf"
  package let summary = "Common Test Report Format, JSON"
  package let scope = ResultScope.all
  package let fileName = "ctrf-report.json"

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let results = results.last
    let tests = results.flatMap { result in ResultCase.all(result).map { (result, $0) } }
    let start = results.map { milliseconds($0.evidence.began) }.min() ?? 0
    let stop = results.map { milliseconds($0.evidence.began) + whole($0.evidence.durationMilliseconds) }.max() ?? start
    var summary = [
      "tests": tests.count, "suites": results.count, "start": start, "stop": stop, "duration": stop - start,
    ]
    for status in ["passed", "failed", "skipped", "pending", "other"] {
      summary[status] = tests.count { word($0.1.status) == status }
    }
    var tool: [String: JSONValue] = ["name": .text("pitfall")]
    if let version = results.lazy.compactMap({ $0.evidence.versions["pitfall"] }).first {
      tool["version"] = .text(version.documentLine())
    }
    let file: JSONValue = .object([
      "reportFormat": .text("CTRF"),
      "specVersion": .text("1.0.0"),
      "generatedBy": .text("pitfall"),
      "results": .object([
        "tool": .object(tool),
        "summary": .object(summary.mapValues { .number(Double($0)) }),
        "tests": .list(tests.map(test)),
      ]),
    ])
    return file.description + "\n"
  }

  private func test(_ result: GradeResult, _ test: ResultCase) -> JSONValue {
    var fields: [String: JSONValue] = [
      "name": .text(test.name),
      "status": .text(word(test.status)),
      "rawStatus": .text(test.status.rawValue),
      "duration": .number(Double(whole(test.outcome?.durationMilliseconds ?? 0))),
      "suite": .list([.text(result.submission.documentLine()), .text(result.lessonWords)]),
      "tags": .list([.text(test.isBonus ? "bonus" : "required")]),
      "extra": .object(extra(result, test)),
    ]
    if test.status != .passed { fields["message"] = .text(test.message) }
    if !test.detail().isEmpty { fields["trace"] = .text(test.detail()) }
    if let attempts = test.outcome?.attempts, attempts > 1 {
      fields["retries"] = .number(Double(attempts - 1))
      // A check is repeated only after an inconclusive attempt, never after a failure.
      fields["flaky"] = .flag(false)
    }
    return .object(fields)
  }

  private func extra(_ result: GradeResult, _ test: ResultCase) -> [String: JSONValue] {
    var extra: [String: JSONValue] = [
      "check": .text(test.id), "points": .number(test.points), "of": .number(test.of),
      "outcome": .text(result.outcome.rawValue), "gradable": .flag(result.gradable),
      "seed": .text(String(result.evidence.seed)), "tier": .text(result.evidence.tier.documentLine()),
    ]
    if let cause = test.outcome?.cause { extra["cause"] = .text(cause.documentLine()) }
    if let review = result.review { extra["review"] = .text(review.documentLine(1_000)) }
    return extra
  }

  private func word(_ status: ResultCase.Status) -> String {
    switch status {
    case .passed: "passed"
    case .failed: "failed"
    case .notRun: "skipped"
    case .inconclusive: "other"
    }
  }

  /// Since 1970. A time that no clock shows is 0.
  private func milliseconds(_ date: Date) -> Int { Int(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? 0 }

  private func whole(_ milliseconds: Double) -> Int { Int(exactly: milliseconds.rounded()) ?? 0 }
}

internal import Base
internal import Foundation
package import Report

/// JUnit's XML, as Jenkins and GitLab read it: a suite for each result, a test case for each check.
///
/// A failed check is a failure, an inconclusive one an error, and one that was not run is skipped. A check that sent no
/// requests has no time.
package struct JUnitFormat: ResultFormat {
  package let id = "junit"
  package let summary = "JUnit XML, as Jenkins and GitLab read it"
  package let scope = ResultScope.all
  package let fileName = "junit.xml"

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let results = results.last
    let names = UniqueNames(results.map { "\($0.submission) \($0.lesson) \($0.track.rawValue)".documentLine() })
    let cases = results.map(ResultCase.all)
    let all = cases.flatMap { $0 }
    let seconds = results.map(\.evidence.durationMilliseconds).reduce(0, +) / 1000
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml += "<testsuites name=\"pitfall\"\(counts(all)) time=\"\(time(seconds))\">\n"
    for (index, result) in results.enumerated() {
      xml += suite(result, name: names[index], cases[index])
    }
    return xml + "</testsuites>\n"
  }

  private func suite(_ result: GradeResult, name: String, _ cases: [ResultCase]) -> String {
    let skipped = cases.count { $0.status == .notRun }
    let evidence = result.evidence
    var xml = "  <testsuite name=\"\(XMLText.escaped(name))\"\(counts(cases)) skipped=\"\(skipped)\""
    xml += " time=\"\(time(evidence.durationMilliseconds / 1000))\" timestamp=\"\(timestamp(evidence.began))\">\n"
    xml += "    <properties>\n"
    let properties = [
      ("submission", result.submission), ("lesson", result.lesson), ("track", result.track.rawValue),
      ("outcome", result.outcome.rawValue), ("points", result.score.points.shortText),
      ("of", result.score.of.shortText), ("seed", String(evidence.seed)), ("tier", evidence.tier),
      ("submission_sha256", evidence.submissionHash), ("review", result.review ?? ""),
    ]
    for (name, value) in properties where !value.isEmpty {
      xml += "      <property name=\"\(name)\" value=\"\(XMLText.escaped(value.documentLine()))\"/>\n"
    }
    xml += "    </properties>\n"
    let names = UniqueNames(cases.map(\.name))
    for (index, test) in cases.enumerated() {
      xml += "    <testcase name=\"\(XMLText.escaped(names[index]))\" classname=\"\(XMLText.escaped(name))\""
      xml += test.outcome?.durationMilliseconds.map { " time=\"\(time($0 / 1000))\"" } ?? ""
      xml += body(test).map { ">\n\($0)    </testcase>\n" } ?? "/>\n"
    }
    if let output = result.output(64_000) { xml += "    <system-out>\(XMLText.escaped(output))</system-out>\n" }
    return xml + "  </testsuite>\n"
  }

  private func body(_ test: ResultCase) -> String? {
    let message = "message=\"\(XMLText.escaped(test.message))\""
    let cause = XMLText.escaped(test.outcome?.cause?.documentLine() ?? "\(test.id).none")
    return switch test.status {
    case .passed: nil
    case .notRun: "      <skipped \(message)/>\n"
    case .failed: "      <failure \(message) type=\"\(cause)\">\(XMLText.escaped(test.detail()))</failure>\n"
    case .inconclusive: "      <error \(message) type=\"inconclusive\">\(XMLText.escaped(test.detail()))</error>\n"
    }
  }

  private func counts(_ cases: [ResultCase]) -> String {
    " tests=\"\(cases.count)\" failures=\"\(cases.count { $0.status == .failed })\""
      + " errors=\"\(cases.count { $0.status == .inconclusive })\""
  }

  private func time(_ seconds: Double) -> String { String(format: "%.3f", seconds.isFinite ? max(seconds, 0) : 0) }

  /// UTC, without a zone, as the format has it.
  private func timestamp(_ date: Date) -> String {
    String(date.formatted(.iso8601).dropLast())
  }
}

internal import Foundation
package import Report

/// Our own results, complete: one JSON object a line, described by Documentation/grade.schema.json.
package struct JSONLinesFormat: ResultFormat {
  package let id = "jsonl"
  package let summary = "all there is, one JSON object a line"
  package let scope = ResultScope.all
  package let fileName = "results.jsonl"

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // What JSON has no number for.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return results.map { result in
      guard let line = try? encoder.encode(result) else {
        preconditionFailure("A result has only values that JSON has, and numbers that the encoder converts")
      }
      return String(decoding: line, as: UTF8.self) + "\n"
    }.joined()
  }
}

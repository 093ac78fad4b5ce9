package import Foundation
package import Report

/// A line of results.jsonl.
package enum GradeLine {
  package static func encode(_ result: GradeResult) throws -> Data {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(result)
  }

  /// Nil for a line that is no result, such as one whose writer was killed, or one of another version.
  package static func decode(_ line: Data) -> GradeResult? {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let result = try? decoder.decode(GradeResult.self, from: line), result.schema == GradeResult.schemaVersion
    else { return nil }
    return result
  }
}

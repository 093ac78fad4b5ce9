internal import Foundation

/// A path such as "/quotes/{symbol}", to be filled with values or matched against a request.
package struct PathTemplate: Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ text: String) {
    description = text
  }

  package var placeholders: [String] {
    segments.filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { String($0.dropFirst().dropLast()) }
  }

  package func filled(with values: [String: String]) -> String {
    values.reduce(description) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// The values of the placeholders, or nil when the path does not match.
  package func match(_ path: some StringProtocol) -> [String: String]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == segments.count else { return nil }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, parts) {
      if segment.hasPrefix("{") && segment.hasSuffix("}") {
        values[String(segment.dropFirst().dropLast())] = part.removingPercentEncoding ?? String(part)
      } else if segment != part {
        return nil
      }
    }
    return values
  }

  private var segments: [Substring] {
    description.split(separator: "/", omittingEmptySubsequences: false)
  }
}

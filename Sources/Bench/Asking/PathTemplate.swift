internal import Foundation

/// A path such as "/quotes/{symbol}" or "/feed?client={client}", to be filled with values or matched against a request.
package struct PathTemplate: Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ text: String) {
    description = text
  }

  package var placeholders: [String] {
    segments.compactMap(Self.placeholder)
      + Self.pairs(Self.parts(description).query).compactMap { Self.placeholder($0.value) }
  }

  package func filled(with values: [String: String]) -> String {
    values.reduce(description) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// The values of the placeholders, or nil when the target does not match. The query may hold more than the template's.
  package func match(_ target: some StringProtocol) -> [String: String]? {
    let (path, query) = Self.parts(target)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let segments = self.segments
    guard parts.count == segments.count else { return nil }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, parts) {
      if let name = Self.placeholder(segment) {
        values[name] = part.removingPercentEncoding ?? String(part)
      } else if segment != part {
        return nil
      }
    }
    let given = Self.pairs(query)
    for (name, wanted) in Self.pairs(Self.parts(description).query) {
      guard let value = given.first(where: { $0.name == name })?.value else { return nil }
      if let placeholder = Self.placeholder(wanted) {
        values[placeholder] = value
      } else if value != wanted {
        return nil
      }
    }
    return values
  }

  private var segments: [Substring] {
    Self.parts(Substring(description)).path.split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func placeholder(_ text: some StringProtocol) -> String? {
    text.hasPrefix("{") && text.hasSuffix("}") ? String(text.dropFirst().dropLast()) : nil
  }

  private static func parts<Text: StringProtocol>(
    _ target: Text
  ) -> (path: Text.SubSequence, query: Text.SubSequence) {
    let end = target.firstIndex(of: "?") ?? target.endIndex
    return (target[..<end], target[end...].dropFirst())
  }

  /// A client may write a space as "+" or as "%20".
  private static func pairs(_ query: some StringProtocol) -> [(name: String, value: String)] {
    query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
        let text = String(part).replacing("+", with: " ")
        return text.removingPercentEncoding ?? text
      }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }
}

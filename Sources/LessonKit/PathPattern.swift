/// A path such as "/items/{n}", where a placeholder matches one segment.
struct PathPattern: Sendable {
  private enum Segment {
    case literal(Substring)
    case placeholder(String)
  }

  let text: String
  private let segments: [Segment]
  /// The pattern itself if it has no placeholder: one comparison is then enough to match it.
  let literal: String?

  init(_ text: String) {
    self.text = text
    segments = text.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      segment.hasPrefix("{") && segment.hasSuffix("}")
        ? .placeholder(String(segment.dropFirst().dropLast())) : .literal(segment)
    }
    literal = text.contains("{") ? nil : text
  }

  /// The percent-decoded values of the placeholders, or nil if the path does not match.
  func match(_ path: Substring) -> [String: String]? {
    if let literal {
      return literal[...] == path ? [:] : nil
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == segments.count else { return nil }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, parts) {
      switch segment {
      case .literal(let text):
        guard text == part else { return nil }
      case .placeholder(let name):
        guard !part.isEmpty, let value = PercentEncoding.decode(part) else { return nil }
        values[name] = value
      }
    }
    return values
  }
}

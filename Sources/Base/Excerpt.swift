/// Texts of strangers in pitfall's own sentences: on one line, unable to control the terminal, and short.
package enum Excerpt {
  /// Of one value, in Unicode scalars, because a single character can consist of any number of them.
  package static let length = 200
  /// Of a sentence with several values.
  package static let sentence = 1_000
}

extension String {
  /// The text on one line, without anything that could control the terminal; only its beginning, and three dots, if it
  /// is longer than `length` Unicode scalars.
  package func excerpt(_ length: Int = Excerpt.length) -> String {
    cut(length).harmless.split(omittingEmptySubsequences: false) { $0.isNewline || $0 == "\t" }.joined(separator: " ")
  }

  /// The text; only its beginning, and three dots, if it is longer than `length` Unicode scalars.
  package func cut(_ length: Int) -> String {
    let scalars = unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex) ?? scalars.endIndex
    return end == scalars.endIndex ? self : String(scalars[..<end]) + "..."
  }
}

extension JSONValue {
  /// The value as JSON for a sentence; only its beginning, and how much there is of it, if it is long.
  package var excerpt: String {
    var writer = JSONWriter(limit: Excerpt.length * 4)
    writer.write(self)
    let excerpt = writer.text.excerpt()
    guard excerpt.hasSuffix("..."), excerpt.unicodeScalars.count > Excerpt.length else { return excerpt }
    return excerpt + (size.map { " (\($0))" } ?? "")
  }

  private var size: String? {
    switch self {
    case .text(let text): text.utf8.count.counted("byte")
    case .list(let elements): elements.count.counted("element")
    case .object(let fields): fields.count.counted("field")
    case .null, .flag, .number: nil
    }
  }
}

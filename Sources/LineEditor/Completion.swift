/// The possible completions of the word before the cursor.
package struct Completion: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    /// The full text that replaces the word in the line.
    package let replacement: String
    /// The text shown in the list of candidates.
    package let label: String
    /// Whether a space is added after the only candidate; false for a folder.
    package let endsWord: Bool

    package init(_ replacement: String, label: String? = nil, endsWord: Bool = true) {
      self.replacement = replacement
      self.label = label ?? replacement
      self.endsWord = endsWord
    }
  }

  /// The number of characters before the cursor to replace.
  package let replacedLength: Int
  package let candidates: [Candidate]

  package init(replacedLength: Int, candidates: [Candidate]) {
    self.replacedLength = replacedLength
    self.candidates = candidates
  }

  package enum Action: Equatable {
    case nothing
    case replace(String)
    case list
  }

  /// What the Tab key does if `word` is before the cursor.
  package func action(word: String) -> Action {
    guard let first = candidates.first else { return .nothing }
    if candidates.count == 1 { return .replace(first.replacement + (first.endsWord ? " " : "")) }
    let common = candidates.dropFirst().reduce(first.replacement) { $0.commonPrefix(with: $1.replacement) }
    return common.count > word.count ? .replace(common) : .list
  }

  /// The candidates in columns, filled from top to bottom, as in `ls`.
  package func list(columns: Int) -> String {
    let labels = candidates.map(\.label)
    let cell = (labels.map(Layout.width).max() ?? 0) + 2
    let across = max(1, min(labels.count, (columns + 1) / cell))
    let rows = (labels.count + across - 1) / across
    return (0..<rows).map { row in
      let line = stride(from: row, to: labels.count, by: rows).map { labels[$0] }
      return line.dropLast().map { $0 + String(repeating: " ", count: cell - Layout.width($0)) }.joined()
        + (line.last ?? "")
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}

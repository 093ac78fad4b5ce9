/// What may stand in place of the word before the cursor.
package struct Completion: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    /// In full, as it will stand in the line.
    package let replacement: String
    /// As it is shown in the list.
    package let label: String
    /// Whether a blank follows when it is the only one; not after a folder.
    package let endsWord: Bool

    package init(_ replacement: String, label: String? = nil, endsWord: Bool = true) {
      self.replacement = replacement
      self.label = label ?? replacement
      self.endsWord = endsWord
    }
  }

  /// How many characters before the cursor are replaced.
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

  /// What TAB does when `word` stands before the cursor.
  package func action(word: String) -> Action {
    guard let first = candidates.first else { return .nothing }
    if candidates.count == 1 { return .replace(first.replacement + (first.endsWord ? " " : "")) }
    let common = candidates.dropFirst().reduce(first.replacement) { $0.commonPrefix(with: $1.replacement) }
    return common.count > word.count ? .replace(common) : .list
  }

  /// The candidates in columns, filled from top to bottom as `ls` does.
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

internal import Bench

extension [DatabaseFile.Row] {
  /// The rows, some with a text in these columns that is long, or full of characters that some formats must escape.
  func withRareTexts(in columns: [String], _ values: FreshValues) -> [DatabaseFile.Row] {
    enumerated().map { index, row in
      columns.reduce(into: row) { row, column in
        if index % 4 == 1 { row[column] = .text(values.sentence(words: 100)) }
        if index % 4 == 3 { row[column] = .text(Self.rareText(values)) }
      }
    }
  }

  private static func rareText(_ values: FreshValues) -> String {
    let words = (1...6).map { _ in values.word(length: 7).lowercased() }
    return "\"\(words[0])\" '\(words[1])' \\\(words[2]) <\(words[3])> &\(words[4]);\n\(words[5]) % {0} äß é 日本 🙂"
  }
}

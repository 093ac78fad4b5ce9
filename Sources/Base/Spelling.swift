package enum Spelling {
  /// The word that is the fewest typing mistakes away from `typed`; nil when none is within two of them.
  package static func nearest(to typed: String, among words: [String]) -> String? {
    let ranked = words.map { (word: $0, distance: distance(typed, $0)) }
    return ranked.min { $0.distance < $1.distance }.flatMap { $0.distance <= 2 ? $0.word : nil }
  }

  /// The Levenshtein distance: how many letters to insert, remove, or replace.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let cost = min(diagonal + (letter == right[column] ? 0 : 1), row[column] + 1, row[column + 1] + 1)
        diagonal = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row[right.count]
  }
}

/// Two modules that are worth a look, because of what they share beyond what the lesson ships.
package struct SimilarPair: Sendable, Equatable, Codable {
  /// In alphabetical order.
  package let first: String
  package let second: String
  /// The share of the smaller one's structure that the other one has, too: 0 to 1.
  package let score: Double
  /// In the order of the first one's lines.
  package let regions: [SharedRegion]

  package init(first: String, second: String, score: Double, regions: [SharedRegion]) {
    self.first = first
    self.second = second
    self.score = score
    self.regions = regions
  }
}

/// Lines of two modules with the same structure.
package struct SharedRegion: Sendable, Equatable, Codable {
  package struct Lines: Sendable, Equatable, Codable {
    package let path: String
    /// Counted from 1; both are part of it.
    package let from: Int
    package let to: Int

    package init(path: String, from: Int, to: Int) {
      self.path = path
      self.from = from
      self.to = to
    }
  }

  package let first: Lines
  package let second: Lines

  package init(first: Lines, second: Lines) {
    self.first = first
    self.second = second
  }
}

extension SharedRegion {
  static func all(
    _ one: ModuleFingerprints, _ other: ModuleFingerprints, _ shared: Set<UInt64>, run: Int
  ) -> [SharedRegion] {
    let starts = shared.compactMap { hash -> (Int, Int)? in
      guard let first = one.positions[hash]?.first, let second = other.positions[hash]?.first else { return nil }
      return (first, second)
    }.sorted { $0 < $1 }
    // Runs that follow each other in both modules are one region.
    var ranges: [(first: Range<Int>, second: Range<Int>)] = []
    for (first, second) in starts {
      let next = (first..<first + run, second..<second + run)
      if let last = ranges.last, first <= last.first.upperBound,
        (last.second.lowerBound...last.second.upperBound).contains(second),
        one.tokens[first].file == one.tokens[last.first.lowerBound].file,
        other.tokens[second].file == other.tokens[last.second.lowerBound].file
      {
        ranges[ranges.count - 1] = (
          last.first.lowerBound..<max(last.first.upperBound, next.0.upperBound),
          last.second.lowerBound..<max(last.second.upperBound, next.1.upperBound)
        )
      } else {
        ranges.append(next)
      }
    }
    return ranges.map { SharedRegion(first: one.lines($0.first), second: other.lines($0.second)) }
  }
}

extension ModuleFingerprints {
  /// The lines of the tokens in the range that are in the file of the first one.
  fileprivate func lines(_ range: Range<Int>) -> SharedRegion.Lines {
    let file = tokens[range.lowerBound].file
    let lines = tokens[range].filter { $0.file == file }.map(\.line)
    return SharedRegion.Lines(path: paths[file], from: lines.min() ?? 1, to: lines.max() ?? 1)
  }
}

internal import Base

/// A module as a sequence of tokens, and the fingerprints that winnowing chooses of its runs of tokens (Schleimer,
/// Wilkerson, Aiken: "Winnowing: Local Algorithms for Document Fingerprinting", 2003).
struct ModuleFingerprints: Sendable {
  struct Token: Sendable {
    let word: String
    let file: Int
    let line: Int
  }

  let paths: [String]
  let tokens: [Token]
  /// The positions at which each chosen run of tokens begins.
  let positions: [UInt64: [Int]]
  /// How many tokens stand in no run that the lesson ships.
  let ownTokens: Int

  /// `templates` are the runs of tokens that say nothing, because the lesson ships them.
  init(_ files: [SourceText], _ choice: SimilarModules.Choice, without templates: Set<UInt64>) {
    let files = files.sorted { $0.path < $1.path }
    paths = files.map(\.path)
    let tokens = Self.tokens(files, choice)
    let hashes = Self.hashes(tokens, choice.run)
    self.tokens = tokens
    var isShipped = [Bool](repeating: false, count: tokens.count)
    for (start, hash) in hashes.enumerated() where templates.contains(hash) {
      for position in start..<start + choice.run { isShipped[position] = true }
    }
    ownTokens = isShipped.count { !$0 }
    positions = Self.winnow(hashes.map { templates.contains($0) ? nil : $0 }, window: choice.window)
  }

  /// Every run of tokens, not only those that winnowing would choose.
  static func runs(_ files: [SourceText], _ choice: SimilarModules.Choice) -> Set<UInt64> {
    Set(hashes(tokens(files, choice), choice.run))
  }

  private static func tokens(_ files: [SourceText], _ choice: SimilarModules.Choice) -> [Token] {
    let all = files.enumerated().flatMap { index, file in
      Tokenizer.tokens(file).map { Token(word: $0.word, file: index, line: $0.line) }
    }
    return Array(all.prefix(choice.mostTokens))
  }

  private static func hashes(_ tokens: [Token], _ run: Int) -> [UInt64] {
    guard tokens.count >= run else { return [] }
    let words = tokens.map { StableHash.fnv1a($0.word.utf8) }
    return (0...(tokens.count - run)).map { start in
      words[start..<start + run].reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ $1) &* 0x100_0000_01b3 }
    }
  }

  /// The smallest of each `window` runs, the last of equals, so that two modules choose the same ones of what they share.
  private static func winnow(_ hashes: [UInt64?], window: Int) -> [UInt64: [Int]] {
    var chosen: [UInt64: [Int]] = [:]
    var last = -1
    let windows = hashes.count < window ? (hashes.isEmpty ? 0 : 1) : hashes.count - window + 1
    for start in 0..<windows {
      let range = start..<min(start + window, hashes.count)
      var best: (position: Int, hash: UInt64)?
      for position in range {
        guard let hash = hashes[position] else { continue }
        if best.map({ hash <= $0.hash }) ?? true { best = (position, hash) }
      }
      guard let best, best.position != last else { continue }
      last = best.position
      chosen[best.hash, default: []].append(best.position)
    }
    return chosen
  }
}

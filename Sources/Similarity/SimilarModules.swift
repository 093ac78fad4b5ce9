/// Finds modules whose structure is more alike than that of modules written independently.
///
/// It accuses no one: short modules have few ways to be written, and people may be taught the same way. A pair is worth a
/// look, by a person, at both.
package struct SimilarModules: Sendable {
  /// What is compared, and when a pair is worth a look. The figures are measured: see Tests/SimilarityTests.
  package struct Choice: Sendable {
    /// Tokens in a row that must be the same.
    package var run = 12
    /// Of so many runs, one is compared.
    package var window = 4
    /// A module with fewer tokens of its own is not compared.
    package var fewestOwnTokens = 60
    /// The share of the smaller module's fingerprints that the other one has, too.
    package var threshold = 0.6
    /// Of a module; the rest is not looked at.
    package var mostTokens = 20_000
    /// What more modules than this share has says nothing, nor does it in a class of ten.
    package var commonShare = 0.25

    package init() {}
  }

  private let choice: Choice
  private let templates: Set<UInt64>

  /// `templates` are the modules that the lesson ships: everybody may use them.
  package init(templates: [[SourceText]], choice: Choice = Choice()) {
    self.choice = choice
    self.templates = templates.reduce(into: []) { $0.formUnion(ModuleFingerprints.runs($1, choice)) }
  }

  /// The pairs that are worth a look, most alike first.
  package func pairs(_ modules: [String: [SourceText]]) -> [SimilarPair] {
    let prints = modules.mapValues { ModuleFingerprints($0, choice, without: templates) }
      .filter { $0.value.ownTokens >= choice.fewestOwnTokens }
    let names = prints.keys.sorted()
    var holders: [UInt64: [Int]] = [:]
    for (index, name) in names.enumerated() {
      for hash in (prints[name]?.positions ?? [:]).keys { holders[hash, default: []].append(index) }
    }
    let most = max(10, Int(Double(names.count) * choice.commonShare))
    let common = Set(holders.filter { $0.value.count > most }.keys)
    var shared: [Int: [Int: Set<UInt64>]] = [:]
    for (hash, indices) in holders where indices.count > 1 && !common.contains(hash) {
      for (place, first) in indices.enumerated() {
        for second in indices[(place + 1)...] { shared[first, default: [:]][second, default: []].insert(hash) }
      }
    }
    return shared.flatMap { first, others in
      others.compactMap { second, hashes in pair(names[first], names[second], hashes, prints, common) }
    }.sorted { ($1.score, $0.first, $0.second) < ($0.score, $1.first, $1.second) }
  }

  private func pair(
    _ first: String, _ second: String, _ shared: Set<UInt64>, _ prints: [String: ModuleFingerprints],
    _ common: Set<UInt64>
  ) -> SimilarPair? {
    guard let one = prints[first], let other = prints[second] else { return nil }
    let fewest = min(
      one.positions.keys.count { !common.contains($0) }, other.positions.keys.count { !common.contains($0) })
    guard fewest > 0 else { return nil }
    let score = Double(shared.count) / Double(fewest)
    guard score >= choice.threshold else { return nil }
    return SimilarPair(
      first: first, second: second, score: score, regions: SharedRegion.all(one, other, shared, run: choice.run))
  }
}

internal import Base

/// A lesson's manifest for learners: its text without the sections that name fixes, decoys, and variants.
package enum HandoutManifest {
  private static let cutKeys: Set<String> = ["fixes", "decoys", "variants"]
  private static let newline = UInt8(ascii: "\n")

  /// Comments stay, except in what is cut and directly above it. Throws `ManifestError` for a manifest that cannot be cut
  /// line by line; `file` is the one that it names.
  package static func text(of text: String, file: String) throws -> String {
    let keys = try topKeys(text, file)
    let lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false)
    let starts = keys.map { start(ofSectionAt: $0.place.line - 1, lines) }
    var isKept = [Bool](repeating: true, count: lines.count)
    for (index, key) in keys.enumerated() where cutKeys.contains(key.value) {
      let end = index + 1 < keys.count ? starts[index + 1] : lines.count
      for line in starts[index]..<max(end, starts[index]) { isKept[line] = false }
    }
    var kept = zip(lines, isKept).filter(\.1).map { Substring($0.0) }.joined(separator: "\n")
    if !kept.isEmpty && kept.utf8.last != newline { kept += "\n" }
    // What shares a line with something else, or is referred to from elsewhere, cannot be cut like this.
    let left = (try? topKeys(kept, file))?.map(\.value)
    guard left == keys.map(\.value).filter({ !cutKeys.contains($0) }) else {
      throw ManifestError(
        "cannot be handed out: its keys must be on lines of their own, and none may use an anchor in 'fixes', 'decoys', "
          + "or 'variants'", at: SourceLine(file: file, line: keys.first?.place.line ?? 1))
    }
    return kept
  }

  private static func topKeys(_ text: String, _ file: String) throws -> [Located<String>] {
    guard case .fields(let fields) = try ManifestNode.parse(text, file: file).value else { return [] }
    return fields.map(\.key)
  }

  /// The line of the first of the comments directly above the key; lines count from 0.
  private static func start(ofSectionAt line: Int, _ lines: [Substring.UTF8View]) -> Int {
    var start = min(max(line, 0), lines.count)
    while start > 0, lines[start - 1].first == UInt8(ascii: "#") { start -= 1 }
    return start
  }
}

internal import Base
package import Report

extension Evidence {
  private static let mostLines = 80
  /// In Unicode scalars.
  private static let longestLine = 400

  /// What faces show of a text: no more lines than a person reads, and of each only its beginning if it is long.
  package static func cut(_ source: Source, _ text: String) -> Evidence {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let shown = lines.prefix(mostLines).map { String($0).cut(longestLine) }
    let rest = lines.count - shown.count
    return Evidence(
      source, (shown + (rest > 0 ? ["... (\(rest.counted("more line")))"] : [])).joined(separator: "\n"))
  }
}

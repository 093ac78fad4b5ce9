internal import Base

/// The reference of all kinds of checks for the authors of lessons, in Markdown, made from each kind's own description.
package enum CheckReference {
  /// Without a line break at its end.
  package static var text: String {
    ([introduction] + CheckRegistry.all.sorted { $0.name < $1.name }.map(section)).joined(separator: "\n\n")
  }

  private static let introduction = """
    # Kinds of checks

    What a check in a lesson's manifest can name under `probe`, and what it can say under `with`. A parameter without a
    default must be given. [LessonFormat.md](LessonFormat.md) describes the rest of a manifest, [Margins.md](Margins.md) how
    far right and wrong modules are from the limits.

    Made by `make documents` from the checks themselves (`pitfall lesson checks` prints it); a test compares them.
    """

  private static func section(_ kind: any CheckKind.Type) -> String {
    let parts = [
      "## \(kind.name)", kind.summary,
      kind is any WatchingCheck.Type
        ? "It sends no requests of its own: it watches the checks that the manifest names under `during`." : nil,
      parameters(kind.parameters), thresholds(kind.thresholds),
    ]
    return parts.compactMap(\.self).joined(separator: "\n\n")
  }

  private static func parameters(_ parameters: [Parameter]) -> String? {
    guard !parameters.isEmpty else { return "It takes no parameters." }
    return MarkdownTable.text(
      ["parameter", "value", "meaning"],
      parameters.map { parameter in
        [parameter.keys.map { "`\($0)`" }.joined(separator: " or "), parameter.kind, parameter.meaning]
      })
  }

  private static func thresholds(_ thresholds: [Threshold]) -> String? {
    guard !thresholds.isEmpty else { return nil }
    return "Its limits, by the numbers in a report:\n\n"
      + MarkdownTable.text(
        ["number", "limit", "reason"], thresholds.map { ["`\($0.name)`", "\($0.limit)", $0.reason] })
  }
}

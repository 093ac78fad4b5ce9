internal import Base
package import Report

/// What a regrade changed, with raised and fallen results apart.
package struct GradeChangesView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// `count` is the number of results that were compared.
  package func text(_ changes: [GradeChange], of count: Int) -> String {
    guard !changes.isEmpty else { return "Nothing changed: \(count.counted("result")), all as before." }
    let groups: [(GradeChange.Direction, String, Style.Color)] = [
      (.fallen, "Fallen", .red), (.raised, "Raised", .green), (.other, "Changed, with the same points", .yellow),
    ]
    let parts = groups.compactMap { direction, title, color -> String? in
      let group = changes.filter { $0.direction == direction }
      guard !group.isEmpty else { return nil }
      return style.paint("\(title) (\(group.count)):", color) + "\n" + group.map(line).joined(separator: "\n")
    }
    return parts.joined(separator: "\n") + "\n" + "\(changes.count) of \(count.counted("result")) changed."
  }

  private func line(_ change: GradeChange) -> String {
    let (before, after) = (change.before, change.after)
    let checks = change.checks.isEmpty ? "" : ": " + change.checks.joined(separator: ", ")
    return style.wrap(
      "\(after.submission.excerpt(40)), \(after.lesson), \(after.track.rawValue): from \(GradeTable.word(before.outcome)) "
        + "(\(GradeTable.points(before))) to \(GradeTable.word(after.outcome)) (\(GradeTable.points(after)))\(checks)",
      indent: 2)
  }
}

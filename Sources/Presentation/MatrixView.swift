internal import Base
package import Report

/// The tables of `lesson check`: the checks that each shipped module must fail, and those that it did fail.
package struct MatrixView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// A table for each lesson and track, with a summary line.
  package func text(_ outcomes: [ModuleOutcome]) -> String {
    let groups = outcomes.reduce(into: [(name: String, outcomes: [ModuleOutcome])]()) { groups, outcome in
      let name = "\(outcome.lesson), \(outcome.track.rawValue)"
      guard let index = groups.firstIndex(where: { $0.name == name }) else {
        return groups.append((name, [outcome]))
      }
      groups[index].outcomes.append(outcome)
    }
    return groups.map { group in
      "\(style.paint(group.name, .bold))\n\(isTable ? table(group.outcomes) : sentences(group.outcomes))\n"
        + style.wrap(summary(group.outcomes))
    }.joined(separator: "\n\n")
  }

  /// "60 modules, 60 runs: 0 wrong, 0 inconclusive; median of the fixes 0.92 s"
  package func summary(_ outcomes: [ModuleOutcome]) -> String {
    let runs = outcomes.map(\.runs.count).reduce(0, +)
    let wrong = outcomes.map(\.wrong.count).reduce(0, +)
    let unsure = outcomes.map(\.inconclusive).reduce(0, +)
    let time = outcomes.filter { $0.kind == .fix }.flatMap { $0.runs.map(\.seconds) }.median
    return "\(Self.count(outcomes.count, "module")), \(Self.count(runs, "run")): \(wrong) wrong, \(unsure) inconclusive"
      + (time.map { "; median of the fixes \(Self.seconds($0)) s" } ?? "")
  }

  /// "BAD 01-blocking swift decoy cached: expected rendezvous, seen loop ×2, rendezvous"
  package func complaint(_ outcome: ModuleOutcome) -> String {
    style.paint("BAD", .red)
      + " \(outcome.lesson) \(outcome.track.rawValue) \(outcome.kind.rawValue) \(outcome.name): "
      + "expected \(Self.list(outcome.expected)), seen \(seen(outcome))"
  }

  /// For screen readers, and on a screen too narrow for columns, each module is a sentence.
  private var isTable: Bool { !style.isPlain && style.width >= 80 }

  private func sentences(_ outcomes: [ModuleOutcome]) -> String {
    outcomes.map { outcome in
      style.wrap(
        "\(mark(outcome)): \(outcome.kind.rawValue) \(outcome.name), "
          + "\(Self.count(outcome.runs.count, "run")), expected \(Self.list(outcome.expected)), "
          + "seen \(seen(outcome)), \(Self.seconds(outcome.medianSeconds)) s, \(outcome.wrong.count) wrong, "
          + "\(outcome.inconclusive) inconclusive")
    }.joined(separator: "\n")
  }

  /// The columns for wrong and inconclusive runs appear only when there are any.
  private func table(_ outcomes: [ModuleOutcome]) -> String {
    let hasWrong = outcomes.contains { !$0.wrong.isEmpty }
    let hasUnsure = outcomes.contains { $0.inconclusive > 0 }
    var columns: [TextTable.Column] = [
      .init(title: ""), .init(title: "kind"), .init(title: "module"), .init(title: "runs", isNumber: true),
      .init(title: "s", isNumber: true),
    ]
    if hasWrong { columns.append(.init(title: "wrong", isNumber: true)) }
    if hasUnsure { columns.append(.init(title: "unsure", isNumber: true)) }
    columns += [.init(title: "expected", isBreakable: true), .init(title: "seen", isBreakable: true)]
    let rows = outcomes.map { outcome in
      let color: Style.Color? = outcome.wrong.isEmpty ? nil : .red
      var row: [TextTable.Cell] = [
        .init(text: mark(outcome), color: color ?? (outcome.inconclusive > 0 ? .yellow : .green)),
        .init(text: outcome.kind.rawValue), .init(text: outcome.name, color: color),
        .init(text: "\(outcome.runs.count)"), .init(text: Self.seconds(outcome.medianSeconds)),
      ]
      if hasWrong { row.append(.init(text: "\(outcome.wrong.count)", color: color)) }
      if hasUnsure { row.append(.init(text: "\(outcome.inconclusive)")) }
      let isSame = outcome.failures == Dictionary(outcome.expected.map { ($0, outcome.runs.count) }) { $1 }
      row.append(.init(text: Self.list(outcome.expected)))
      row.append(.init(text: isSame ? "same" : seen(outcome), color: color))
      return row
    }
    return TextTable(columns: columns, rows: rows).text(style)
  }

  private func mark(_ outcome: ModuleOutcome) -> String {
    if !outcome.wrong.isEmpty { return "BAD" }
    return outcome.inconclusive > 0 ? "??" : "ok"
  }

  /// Each check that failed in some run, with the number of those runs unless it failed in all.
  private func seen(_ outcome: ModuleOutcome) -> String {
    let sign = style.hasUnicode && !style.isPlain ? "×" : "x"
    return Self.list(
      outcome.failures.map { $0.value == outcome.runs.count ? $0.key : "\($0.key) \(sign)\($0.value)" })
  }

  private static func list(_ checks: some Collection<String>) -> String {
    checks.isEmpty ? "none" : checks.sorted().joined(separator: ", ")
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// With two decimals.
  private static func seconds(_ seconds: Double?) -> String {
    guard let seconds else { return "-" }
    let hundredths = Int((seconds * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

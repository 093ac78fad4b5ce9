internal import Base
package import Report

/// What `lesson check` says of demos.
package struct DemoProofView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// A line for each demo, and a summary.
  package func text(_ outcomes: [DemoOutcome]) -> String {
    let rows = outcomes.map { outcome -> String in
      let mark = outcome.wrong > 0 ? "BAD" : outcome.inconclusive > 0 ? "??" : "ok"
      let color: Style.Color = outcome.wrong > 0 ? .red : outcome.inconclusive > 0 ? .yellow : .green
      return style.paint(mark.padding(toLength: 4), color)
        + style.wrap("\(outcome.lesson) \(outcome.track.rawValue): \(words(outcome))", indent: 4).dropFirst(4)
    }
    return ([style.paint("Demos", .bold)] + rows + [summary(outcomes)]).joined(separator: "\n")
  }

  /// "10 demos, 10 races: 0 wrong, 0 inconclusive"
  package func summary(_ outcomes: [DemoOutcome]) -> String {
    let races = outcomes.map { $0.races.count + $0.failures.count }.reduce(0, +)
    return style.wrap(
      "\(outcomes.count.counted("demo")), \(races.counted("race")): \(outcomes.map(\.wrong).reduce(0, +)) wrong, "
        + "\(outcomes.map(\.inconclusive).reduce(0, +)) inconclusive")
  }

  private func words(_ outcome: DemoOutcome) -> String {
    let kinds: [(RaceResult.Outcome, String)] = [
      (.shown, "the race shows the pitfall"), (.notFixed, "the fixed server shows the pitfall, too"),
      (.notShown, "the broken server does not show the pitfall"), (.inconclusive, "this machine was too busy"),
    ]
    let counted = kinds.compactMap { kind, words in
      let count = outcome.races.count { $0 == kind }
      return count == 0 ? nil : words + (count == outcome.races.count ? "" : " (\(count.counted("time")))")
    }
    return (counted + Set(outcome.failures).sorted()).joined(separator: "; ")
  }
}

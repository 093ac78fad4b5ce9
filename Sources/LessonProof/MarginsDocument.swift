internal import Base
internal import Checks
internal import Report

/// The margins as a document in Markdown, which says how it was made.
package struct MarginsDocument {
  package struct Circumstances: Sendable {
    /// The command that makes the document again.
    package let command: String
    package let processors: Int
    /// The machine's architecture, such as "x86_64".
    package let architecture: String
    /// The share of the processors' time that other processes used during the runs; nil when it is not known.
    package let othersShare: Double?

    package init(command: String, processors: Int, architecture: String, othersShare: Double?) {
      self.command = command
      self.processors = processors
      self.architecture = architecture
      self.othersShare = othersShare
    }
  }

  private let modules: [ProvenModule]
  private let margins: Margins
  private let thresholds: [KindThresholds]
  private let circumstances: Circumstances

  package init(
    _ modules: [ProvenModule], _ circumstances: Circumstances, thresholds: [KindThresholds] = KindThresholds.all
  ) {
    self.modules = modules
    self.thresholds = thresholds
    self.circumstances = circumstances
    margins = Margins(modules, thresholds: thresholds)
  }

  /// Without a line break at its end.
  package var text: String {
    (["# Margins", Self.introduction, origin, load, summary].compactMap(\.self) + sections + [reasons])
      .joined(separator: "\n\n")
  }

  private static let introduction = """
    How far right and wrong modules are from the limits that decide on them, as measured. Most checks decide by counts,
    states and order alone, and have no such limit. Where a check has one, a wide margin means that a slower or busier
    machine changes no verdict.

    - **Worst right module**: of all runs that pass the check, as they should, the one closest to failing.
    - **Best wrong module**: of all runs that fail the check, as they should, because of this number (it is the one furthest
      out, and no count is wrong), the one closest to passing. There is none where wrong modules fail for other reasons, or
      where the limit only guards against a busy machine.
    - **Distance**: the factor between the number and the limit. A slower machine multiplies times and shares, so a factor
      says more than a difference. Below 1.5 it is marked as **close**: then a machine that is half as slow again could change
      a verdict.
    - **Demand**: the limit is itself what the lesson asks for, such as how long a response must take. It needs no margin.
    """

  private var origin: String {
    let runs = modules.map(\.reports.count)
    let inconclusive = modules.map(\.outcome.inconclusive).reduce(0, +)
    let times = Set(runs).count == 1 ? runs[0].counted("run") + " of each of" : "\(runs.reduce(0, +)) runs of"
    return "Made by `\(circumstances.command)`:\n\(times) \(modules.count.counted("module")), "
      + "\(inconclusive) inconclusive, on a machine with \(circumstances.processors.counted("processor")) "
      + "(\(circumstances.architecture))."
  }

  /// How busy the machine was with other processes, and what that means for the numbers.
  private var load: String? {
    let lags = modules.flatMap(\.reports).flatMap(\.checks).compactMap(\.control?.lagMilliseconds)
    guard let median = lags.median, let most = lags.max() else { return nil }
    let state = circumstances.othersShare.map { share in
      "The machine was \(share < 0.1 ? "idle" : "busy"): other processes used \(Int((share * 100).rounded())) % of the "
        + "processors' time.\n"
    }
    return (state ?? "") + "While a check ran, the slowest response of a server that is known to be good took "
      + "\(Self.number(median)) ms in the\nmedian check, and \(Self.number(most)) ms in the worst."
  }

  private var summary: String? {
    let (close, all) = (margins.thresholds.count(where: \.isClose), margins.thresholds.count.counted("limit"))
    guard !margins.thresholds.isEmpty else { return nil }
    return switch close {
    case 0: "None of the \(all) is close."
    case 1: "1 of the \(all) is close."
    default: "\(close) of the \(all) are close."
    }
  }

  private var sections: [String] {
    let lessons = margins.checks.map(\.lesson).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return lessons.flatMap { lesson in
      let checks = margins.checks.filter { $0.lesson == lesson }
      return ["## \(lesson)", table(checks.filter { !$0.numbers.isEmpty }), counted(checks.filter(\.numbers.isEmpty))]
        .compactMap(\.self)
    }
  }

  private func table(_ checks: [Margins.Check]) -> String? {
    guard !checks.isEmpty else { return nil }
    let rows = checks.flatMap { check in
      check.numbers.map { number in
        [
          Self.name(check), "`\(number.name)`", "\(number.limit)\(Self.unit(number.unit))",
          Self.module(number.worstRight), Self.distance(number.worstRight), Self.module(number.bestWrong),
          Self.distance(number.bestWrong), number.isThreshold ? number.isClose ? "**close**" : "" : "demand",
        ]
      }
    }
    return MarkdownTable.text(
      ["check", "number", "limit", "worst right module", "distance", "best wrong module", "distance", ""], rows)
  }

  private func counted(_ checks: [Margins.Check]) -> String? {
    guard !checks.isEmpty else { return nil }
    return "By counts and states alone, no threshold:\n\n"
      + checks.map { check in
        let limits = check.counts.sorted { $0.key < $1.key }.map { "`\($0.key)` \($0.value)" }
        return "- \(Self.name(check))" + (limits.isEmpty ? "" : ": " + limits.joined(separator: ", "))
      }.joined(separator: "\n")
  }

  private var reasons: String {
    let rows = thresholds.flatMap { kind in
      kind.thresholds.map { ["`\(kind.kind)`", "`\($0.name)`", "\($0.limit)", $0.reason] }
    }
    return "## Reasons of the limits\n\n" + MarkdownTable.text(["kind of check", "number", "limit", "reason"], rows)
  }

  /// The check's id, with its kind where that has another name.
  private static func name(_ check: Margins.Check) -> String {
    check.id == check.kind ? "`\(check.id)`" : "`\(check.id)` (\(check.kind))"
  }

  private static func module(_ extreme: Margins.Extreme?) -> String {
    guard let extreme else { return "none" }
    let module = extreme.module
    guard extreme.distance.isFinite else { return "0\(unit(extreme.measure.unit)): all of them" }
    return "\(number(extreme.measure.value))\(unit(extreme.measure.unit)): \(module.track.rawValue) "
      + "\(module.kind.rawValue) \(module.name)"
  }

  private static func distance(_ extreme: Margins.Extreme?) -> String {
    guard let extreme else { return "" }
    guard extreme.distance.isFinite else { return "∞" }
    return extreme.distance < 10 ? number((extreme.distance * 100).rounded() / 100) : number(extreme.distance.rounded())
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }

  private static func unit(_ unit: Measure.Unit) -> String {
    switch unit {
    case .milliseconds, .kibibytes: " \(unit.rawValue)"
    case .count, .ratio: ""
    }
  }
}

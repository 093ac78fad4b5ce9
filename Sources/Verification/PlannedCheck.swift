internal import Curriculum
internal import Probes

/// A check with its probe, whose parameters are known to be right.
struct PlannedCheck: Sendable {
  let check: Check
  let rule: any Rule

  /// The checks that are wanted, and those whose traffic they watch before them.
  static func plan(_ checks: [Check], wanted: Set<String>) throws -> [PlannedCheck] {
    let planned = try checks.map { PlannedCheck(check: $0, rule: try rule($0)) }
    let watched = planned.filter { wanted.contains($0.check.id) }.flatMap(\.check.during)
    let needed = planned.filter { wanted.contains($0.check.id) || watched.contains($0.check.id) }
    return needed.filter(\.check.during.isEmpty) + needed.filter { !$0.check.during.isEmpty }
  }

  private static func rule(_ check: Check) throws -> any Rule {
    guard let type = Rules.all[check.probe.value] else {
      throw ManifestError(
        "there is no probe '\(check.probe.value)'; there are \(Rules.all.keys.sorted().joined(separator: ", "))",
        at: check.probe.place)
    }
    return try type.init(parameters: check.parameters)
  }
}

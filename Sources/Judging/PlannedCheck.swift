internal import Checks
internal import Lessons

/// A check with its probe, whose parameters are known to be right.
struct PlannedCheck: Sendable {
  enum Means: Sendable {
    case traffic(any TrafficRule)
    case recording(any RecordingRule)
  }

  let check: Check
  let means: Means

  /// The checks that are wanted, and those whose traffic they watch before them.
  static func plan(_ checks: [Check], wanted: Set<String>) throws -> [PlannedCheck] {
    let planned = try checks.map { PlannedCheck(check: $0, means: try means($0)) }
    let watched = planned.filter { wanted.contains($0.check.id) }.flatMap(\.check.during)
    let needed = planned.filter { wanted.contains($0.check.id) || watched.contains($0.check.id) }
    return needed.filter(\.check.during.isEmpty) + needed.filter { !$0.check.during.isEmpty }
  }

  private static func means(_ check: Check) throws -> Means {
    let name = check.probe.value
    guard let type = Rules.all[name] else {
      throw ManifestError(
        "there is no probe '\(name)'; there are \(Rules.all.keys.sorted().joined(separator: ", "))",
        at: check.probe.place)
    }
    let rule = try type.init(parameters: check.parameters)
    switch rule {
    case let rule as any TrafficRule where check.during.isEmpty: return .traffic(rule)
    case let rule as any RecordingRule where !check.during.isEmpty: return .recording(rule)
    case is any TrafficRule:
      throw ManifestError("the \(name) probe sends requests of its own: leave out 'during'", at: check.probe.place)
    default:
      throw ManifestError("the \(name) probe watches other checks: name them in 'during'", at: check.probe.place)
    }
  }
}

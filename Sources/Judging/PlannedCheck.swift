internal import Checks
internal import Lessons

/// A check of a lesson with its kind, whose parameters are known to be valid.
struct PlannedCheck: Sendable {
  enum Means: Sendable {
    case traffic(any TrafficCheck)
    case watching(any WatchingCheck)
  }

  let check: Check
  let means: Means

  /// Nil for a check that only watches.
  var traffic: (any TrafficCheck)? {
    if case .traffic(let kind) = means { kind } else { nil }
  }

  /// The wanted checks, and before them those whose traffic they watch.
  static func plan(_ checks: [Check], wanted: Set<String>) throws -> [PlannedCheck] {
    let planned = try checks.map { PlannedCheck(check: $0, means: try means($0)) }
    let watched = planned.filter { wanted.contains($0.check.id) }.flatMap(\.check.during)
    let needed = planned.filter { wanted.contains($0.check.id) || watched.contains($0.check.id) }
    return needed.filter(\.check.during.isEmpty) + needed.filter { !$0.check.during.isEmpty }
  }

  private static func means(_ check: Check) throws -> Means {
    let name = check.probe.value
    switch try CheckRegistry.make(check) {
    case let kind as any TrafficCheck where check.during.isEmpty: return .traffic(kind)
    case let kind as any WatchingCheck where !check.during.isEmpty: return .watching(kind)
    case is any TrafficCheck:
      throw ManifestError("the \(name) check sends requests of its own: leave out 'during'", at: check.probe.place)
    default:
      throw ManifestError("the \(name) check watches other checks: name them in 'during'", at: check.probe.place)
    }
  }
}

internal import Report

/// The result of one check in one run.
struct MarginSample {
  let module: ModuleOutcome
  let outcome: CheckOutcome

  static func all(of check: String, _ module: ProvenModule) -> [MarginSample] {
    module.reports.flatMap(\.checks).filter { $0.id == check }
      .map { MarginSample(module: module.outcome, outcome: $0) }
  }

  private var mustFail: Bool { module.expected.contains(outcome.id) }

  var isRight: Bool { !mustFail && outcome.verdict == .pass }

  /// The number that makes it fail, as it should: of the numbers that break their limits, the one furthest out. Nil
  /// when a count decides, or none of its numbers does.
  var decisiveNumber: String? {
    guard mustFail && outcome.verdict == .fail else { return nil }
    let broken = outcome.measurements.filter { $0.value.limit?.allows($0.value.value) == false }
    guard !broken.contains(where: { $0.value.isCount }) else { return nil }
    return broken.keys.sorted().max { distance($0, isRight: false) < distance($1, isRight: false) }
  }

  func extreme(_ number: String, isRight: Bool) -> Margins.Extreme? {
    guard let measure = outcome.measurements[number], measure.limit != nil else { return nil }
    return Margins.Extreme(module: module, measure: measure, distance: distance(number, isRight: isRight))
  }

  private func distance(_ number: String, isRight: Bool) -> Double {
    guard let measure = outcome.measurements[number], let limit = measure.limit else { return .infinity }
    // A number that is zero, or less, is as far below any limit as can be.
    let share = max(measure.value, 0) / limit.value
    let belongsAbove = isRight == (limit.bound == .atLeast)
    return belongsAbove ? share : share == 0 ? .infinity : 1 / share
  }
}

extension Measure {
  /// True when its limit counts something, or is zero: then there is no factor between the two.
  var isCount: Bool { unit == .count || limit?.value == 0 }
}

extension [MarginSample] {
  /// The numbers that have a limit, each as it was first measured.
  var limits: [String: Measure] {
    flatMap(\.outcome.measurements).filter { $0.value.limit != nil }
      .reduce(into: [:]) { limits, entry in if limits[entry.key] == nil { limits[entry.key] = entry.value } }
  }

  /// The numbers that are not counts, the `thresholds` of the check's kind first.
  func numbers(thresholds: [String]) -> [Margins.Number] {
    let limits = limits.filter { !$0.value.isCount }
    let names = thresholds + limits.keys.filter { !thresholds.contains($0) }.sorted()
    return names.compactMap { name in
      guard let measure = limits[name], let limit = measure.limit else { return nil }
      return Margins.Number(
        name: name, limit: limit, unit: measure.unit, isThreshold: thresholds.contains(name),
        worstRight: filter(\.isRight).compactMap { $0.extreme(name, isRight: true) }.closest,
        bestWrong: filter { $0.decisiveNumber == name }.compactMap { $0.extreme(name, isRight: false) }.closest)
    }
  }
}

extension [Margins.Extreme] {
  fileprivate var closest: Margins.Extreme? { self.min { $0.distance < $1.distance } }
}

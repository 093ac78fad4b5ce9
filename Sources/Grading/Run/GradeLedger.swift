package import Report

/// The results of an output folder, as far as this run knows them; it decides what is kept and what needs a person.
package actor GradeLedger {
  private let file: ResultsFile
  private var byKey: [GradeKey: [GradeResult]] = [:]
  private var order: [GradeKey] = []

  /// Throws `FileError`.
  package init(_ file: ResultsFile) throws {
    self.file = file
    for result in try file.read() {
      let key = GradeKey(result)
      if byKey[key] == nil { order.append(key) }
      byKey[key, default: []].append(result)
    }
  }

  /// The last result of the same files, lesson, tools and attempt, if it says something about the submission.
  package func settled(_ work: GradeWork, _ settings: GradeSettings) -> GradeResult? {
    guard let last = byKey[work.key]?.last(where: { $0.attempt == work.attempt }), last.gradable,
      last.outcome != .rejected, last.evidence.submissionHash == work.submissionHash,
      last.evidence.lessonHash == settings.lessonHash(work.lesson), last.evidence.toolHash == settings.toolHash,
      last.evidence.seed == work.seed, settings.plan.allows(isolation: last.evidence.tier)
    else { return nil }
    return last
  }

  /// Whether the last result was the same rejection.
  package func has(rejection result: GradeResult) -> Bool {
    guard result.outcome == .rejected, let last = byKey[GradeKey(result)]?.last else { return false }
    return last.outcome == .rejected && last.problem == result.problem && last.attempt == result.attempt
      && last.score == result.score
  }

  /// Appends a result, and returns it with a reason for a review if it contradicts an earlier one.
  package func add(_ result: GradeResult) async throws -> GradeResult {
    let key = GradeKey(result)
    let reviewed = contradiction(result).map(result.reviewed) ?? result
    if byKey[key] == nil { order.append(key) }
    byKey[key, default: []].append(reviewed)
    try await file.append(reviewed)
    return reviewed
  }

  /// The results that count. Of a submission in `current` only its keys there: it may have had others before.
  package func counting(current: [String: Set<GradeKey>] = [:]) -> [GradeResult] {
    order.filter { current[$0.submission]?.contains($0) ?? true }.flatMap { byKey[$0] ?? [] }.counting
  }

  private func contradiction(_ result: GradeResult) -> String? {
    guard result.outcome == .passed || result.outcome == .failed else { return nil }
    let run = GradedRun(result)
    let other = byKey[GradeKey(result)]?.last { earlier in
      let evidence = GradedRun(earlier)
      return (earlier.outcome == .passed || earlier.outcome == .failed) && earlier.outcome != result.outcome
        && evidence.submissionHash == run.submissionHash && evidence.lessonHash == run.lessonHash
        && evidence.toolHash == run.toolHash
    }
    return other.map {
      "The same files \($0.outcome.rawValue) in attempt \($0.attempt), and \(result.outcome.rawValue) in attempt "
        + "\(result.attempt), with the same checks."
    }
  }
}

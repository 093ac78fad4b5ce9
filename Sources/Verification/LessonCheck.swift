package import Curriculum
package import ModuleRuntime

/// Proves a lesson: each module that ships with it is judged as a learner's would be, and held to what is expected.
package struct LessonCheck: Sendable {
  private let lesson: Lesson
  private let installation: Installation
  private let times: Int

  package init(_ lesson: Lesson, times: Int, installation: Installation) {
    self.lesson = lesson
    self.times = times
    self.installation = installation
  }

  package func run(
    _ modules: [ShippedModule], progress: @escaping @Sendable (String) -> Void,
    finished: (ModuleOutcome) -> Void
  ) async throws -> [ModuleOutcome] {
    var outcomes: [ModuleOutcome] = []
    for (index, module) in modules.enumerated() {
      let outcome = try await judge(module) { run in
        progress("\(index + 1) of \(modules.count): \(module.track.rawValue) \(module.name), run \(run) of \(times)")
      }
      finished(outcome)
      outcomes.append(outcome)
    }
    return outcomes
  }

  private func judge(_ module: ShippedModule, progress: (Int) -> Void) async throws -> ModuleOutcome {
    var outcome = ModuleOutcome(lesson: lesson.id, module: module)
    let verifier = try Verifier(lesson, track: module.track, installation: installation)
    let source = try ModuleSource(module.path, track: module.track)
    progress(1)
    let prepared: PreparedModule
    do {
      prepared = try await verifier.prepare(source)
    } catch let failure as StartFailure {
      outcome.startFailure = "\(failure)\n\(failure.evidence)"
      outcome.seen.append(["starts"])
      return outcome
    }
    for run in 1...times {
      try Task.checkCancellation()
      progress(run)
      outcome.add(try await verifier.verify(prepared, seed: .random(in: 0...UInt64(UInt32.max))))
    }
    return outcome
  }
}

/// What the runs of one shipped module came to.
package struct ModuleOutcome: Sendable {
  package let lesson: String
  package let module: ShippedModule
  /// The failed checks of each run.
  package var seen: [Set<String>] = []
  package var seconds: [Double] = []
  /// Runs in which a check was inconclusive, for which nothing is concluded.
  package var inconclusive = 0
  package var startFailure: String?
  /// Reports that were not as expected, to be read.
  package var surprises: [Report] = []

  init(lesson: String, module: ShippedModule) {
    self.lesson = lesson
    self.module = module
  }

  mutating func add(_ report: Report) {
    let failed = Set(report.checks.filter { $0.verdict == .fail }.map(\.id))
    let unsure = Set(report.checks.filter { $0.verdict == .inconclusive }.map(\.id))
    seen.append(failed)
    seconds.append(report.durationMilliseconds / 1000)
    if !unsure.isEmpty { inconclusive += 1 }
    if !isExpected(failed, unsure) { surprises.append(report) }
  }

  /// Runs that said pass where fail is right, or fail where pass is.
  package var wrong: Int { surprises.count + (startFailure == nil ? 0 : 1) }

  package var isAsExpected: Bool { wrong == 0 }

  /// An inconclusive check claims nothing, so only the others are held to what is expected.
  private func isExpected(_ failed: Set<String>, _ unsure: Set<String>) -> Bool {
    failed == module.fails.subtracting(unsure)
  }
}

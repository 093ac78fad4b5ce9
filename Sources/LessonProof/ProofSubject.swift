internal import Judging
package import Lessons
package import Report

/// A module that ships with a lesson, whose verdicts are to be compared with what the lesson's manifest says.
package struct ProofSubject: Sendable {
  package let lesson: Lesson
  package let module: ShippedModule

  package init(lesson: Lesson, module: ShippedModule) {
    self.lesson = lesson
    self.module = module
  }

  /// The outcome of `reports` on it.
  package func outcome(of reports: [Report]) -> ModuleOutcome {
    ModuleOutcome(
      lesson: lesson.id, track: module.track, kind: module.kind, name: module.name, path: module.path,
      expected: module.fails, runs: reports.map { ModuleRun($0, expected: module.fails) })
  }

  /// The job has the module's folder as its key, which no other module has.
  func job(seeds: [UInt64] = []) -> JudgingJob<String> {
    JudgingJob(key: module.path, lesson: lesson, layout: module.layout, path: module.path, seeds: seeds)
  }
}

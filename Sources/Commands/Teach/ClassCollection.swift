internal import Base
internal import Files
internal import Foundation
internal import Grading
internal import Lessons
internal import ModuleRuntime
internal import Report

/// Reads what learners sent, and judges the modules of lessons that they have not passed.
struct ClassCollection {
  /// What `collect` found, and how judging ended: whatever ends it, the rest is worth showing.
  struct Collected {
    let overview: ClassOverview
    let ending: Result<Void, any Error>
  }

  /// In the output folder: what was judged, so that it is not judged again.
  static let judgedFolder = "judged"

  let lessons: [Lesson]
  /// The names of the pack's other lessons.
  let otherLessons: [String]
  let installation: Installation
  /// For copies of the modules, and results.
  let folder: String
  /// Whether the folder stays, so that the same command goes on where it was cut off.
  let isFolderKept: Bool
  let slots: Int

  /// `others` are paths in `folder` that no learner sent.
  func collect(_ sent: String, others: [String], _ context: CommandContext) async throws -> Collected {
    let settings = try await settings()
    let received = try await ClassIntake(settings, otherLessons: otherLessons, installation: installation)
      .read(sent, others: others)
    let lock = try await FolderLock(.whole, of: folder)
    defer { withExtendedLifetime(lock) {} }
    let untouched = try UntouchedModules(lessons)
    let works = received.flatMap { work in
      work.works.values.filter { !work.hasPassed($0) && !untouched.contain($0) }
    }.sorted { ($0.submission, $0.lesson.id, $0.layout.track) < ($1.submission, $1.lesson.id, $1.layout.track) }
    let ledger = try GradeLedger(ResultsFile(folder))
    let ending = await judge(works, settings, ledger, context)
    let keys = Dictionary(grouping: works.map(\.key), by: \.submission).mapValues(Set.init)
    let results = await ledger.counting(current: keys).filter { keys[$0.submission]?.contains(GradeKey($0)) == true }
    let classWork = ClassWork(lessons: lessons, received: received, results: results, untouched: untouched)
    return Collected(overview: classWork.overview(at: .now), ending: ending)
  }

  private func settings() async throws -> GradeSettings {
    let plan = ClassPlan(lessons.map { ClassPlan.Assignment(lesson: $0, tracks: $0.tracks) })
    return try GradeSettings(
      plan: plan, out: folder, tier: try await IsolationProbe(installation).strongest(atMost: .full).tier,
      tools: installation.fingerprint(),
      versions: ToolVersions.all(tracks: Set(lessons.flatMap(\.tracks)), installation: installation))
  }

  private func judge(
    _ works: [GradeWork], _ settings: GradeSettings, _ ledger: GradeLedger, _ context: CommandContext
  ) async -> Result<Void, any Error> {
    guard !works.isEmpty else { return .success(()) }
    let watcher = GradeWatcher(context)
    do {
      try await ClassJudging(installation, atMost: .full, slots: slots)
        .run(WorkFinder.Found(works: works), settings, ledger) { watcher.notice($0) }
      context.console.progress(nil)
      return .success(())
    } catch {
      context.console.progress(nil)
      if isFolderKept { watcher.sayWhatIsKept() }
      return .failure(error)
    }
  }
}

extension ReceivedWork {
  /// Whether the learner's own progress says so.
  func hasPassed(_ work: GradeWork) -> Bool { progress?[work.lesson.id, work.layout.track].passed != nil }
}

/// The broken modules of lessons, as learners get them.
struct UntouchedModules {
  private var hashes: Set<[String]> = []

  /// Throws `FileError`.
  init(_ lessons: [Lesson]) throws {
    for lesson in lessons {
      for module in lesson.modules where module.kind == .broken {
        let shipped = try ModuleFiles.shipped(in: module.path, layout: module.layout)
        let sources = shipped.contents.compactMap { name, content -> (String, Data)? in
          guard module.layout.isSource(Path.name(name)), case .bytes(let bytes) = content else { return nil }
          return (name, bytes)
        }
        let hash = SubmissionModule(track: module.track, files: Dictionary(uniqueKeysWithValues: sources)).hash
        hashes.insert([lesson.id, module.track.rawValue, hash])
      }
    }
  }

  func contain(_ work: GradeWork) -> Bool {
    hashes.contains([work.lesson.id, work.layout.track.rawValue, work.submissionHash])
  }
}

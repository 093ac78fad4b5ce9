package import Base
package import Foundation
package import ModuleRuntime
package import Report

/// Takes submissions in, and finds what there is to judge.
package struct WorkFinder: Sendable {
  package struct Found: Sendable {
    package var works: [GradeWork] = []
    /// Of submissions, or parts of them, that have nothing to judge.
    package var results: [GradeResult] = []

    package init(works: [GradeWork] = [], results: [GradeResult] = []) {
      self.works = works
      self.results = results
    }
  }

  package typealias Seed = @Sendable (_ lesson: String, _ track: Track, _ submissionHash: String) -> UInt64

  private let settings: GradeSettings
  private let attempt: Int
  private let submitted: Date?
  private let intake: SubmissionIntake
  private let kept: KeptSubmissions
  private let seed: Seed

  /// `submitted` is nil when the times of the files say it.
  package init(
    _ settings: GradeSettings, attempt: Int, submitted: Date? = nil, rules: IntakeRules, installation: Installation,
    seed: @escaping Seed
  ) {
    self.settings = settings
    self.attempt = attempt
    self.submitted = submitted
    intake = SubmissionIntake(rules, installation: installation, isolation: Isolation(settings.tier))
    kept = KeptSubmissions(out: settings.out)
    self.seed = seed
  }

  /// Of all entries, in their order, at most `slots` of them concurrently. Throws as for one.
  package func find(_ entries: [SubmissionEntry], slots: Int) async throws -> Found {
    let found = try await withThrowingTaskGroup(of: (index: Int, found: Found).self) { group in
      var waiting = Array(entries.enumerated())[...]
      func beginNext() {
        guard let (index, entry) = waiting.popFirst() else { return }
        group.addTask { (index, try await find(entry)) }
      }
      for _ in 0..<slots { beginNext() }
      var found = [Found](repeating: Found(), count: entries.count)
      while let one = try await group.next() {
        found[one.index] = one.found
        beginNext()
      }
      return found
    }
    return Found(works: found.flatMap(\.works), results: found.flatMap(\.results))
  }

  /// Throws what holds for every submission: `MissingRequirement`, and a folder that cannot be written to.
  package func find(_ entry: SubmissionEntry) async throws -> Found {
    let files: IntakeFiles
    do {
      files = try await intake.take(entry)
    } catch let rejection as IntakeRejection {
      return none(entry.name, .rejected, "The submission \(rejection). \(Self.next)")
    } catch let error as MissingRequirement {
      throw error
    } catch let error where !(error is CancellationError) {
      return none(entry.name, .infrastructure, "The submission could not be taken: \("\(error)".excerpt(500))")
    }
    var found = Found()
    for assignment in settings.plan.assignments {
      do {
        try find(assignment, in: files, entry.name, &found)
      } catch let rejection as IntakeRejection {
        found.results += nothing(
          entry.name, assignment, assignment.tracks.prefix(1), .rejected, "The submission \(rejection).")
      }
    }
    return found
  }

  private static let next =
    "Submit only the module's source files: as a folder, as one file, or as a tar, tar.gz or zip archive."

  /// Those for one lesson, one for each track that there is a module for; `isOnlyLesson` when they may be at the top. Throws
  /// `IntakeRejection` for modules that cannot be used.
  package func works(
    _ assignment: ClassPlan.Assignment, in files: IntakeFiles, of submission: String, isOnlyLesson: Bool
  ) throws -> [GradeWork] {
    let layouts = try assignment.tracks.map(assignment.lesson.layout)
    let finder = ModuleFinder(lesson: assignment.lesson.id, layouts: layouts, isOnlyLesson: isOnlyLesson)
    let modules = try finder.modules(in: files)
    return try layouts.compactMap { layout in
      guard let module = modules[layout.track] else { return nil }
      try ResultsNotWritten.check { try kept.keep(module) }
      let hash = module.hash
      return GradeWork(
        submission: submission, assignment: assignment, layout: layout, submissionHash: hash,
        files: module.fileHashes, submitted: submitted ?? module.modified, attempt: attempt,
        seed: seed(assignment.lesson.id, layout.track, hash), leftOut: module.leftOut)
    }
  }

  private func find(
    _ assignment: ClassPlan.Assignment, in files: IntakeFiles, _ submission: String, _ found: inout Found
  ) throws {
    let works = try works(
      assignment, in: files, of: submission, isOnlyLesson: settings.plan.assignments.count == 1)
    found.works += works
    let layouts = try assignment.tracks.map(assignment.lesson.layout)
    let missing = assignment.tracks.filter { track in !works.contains { $0.layout.track == track } }
    guard assignment.needsAllTracks || works.isEmpty else { return }
    let names = layouts.filter { missing.contains($0.track) }.map(\.mainFile).alternatives
    let place =
      settings.plan.assignments.count == 1
      ? "Put it at the top of the submission." : "Put it in a folder named \(assignment.lesson.id)."
    found.results += nothing(
      submission, assignment, assignment.needsAllTracks ? missing[...] : missing.prefix(1), .rejected,
      "There is no \(names) for \(assignment.lesson.id) in the submission. \(place)" + Self.sentence(files.leftOut))
  }

  /// The result of a submission of which nothing was taken, for each lesson of the class.
  private func none(_ submission: String, _ outcome: GradeResult.Outcome, _ problem: String) -> Found {
    Found(
      results: settings.plan.assignments.flatMap { assignment in
        let tracks = assignment.needsAllTracks ? assignment.tracks[...] : assignment.tracks.prefix(1)
        return nothing(submission, assignment, tracks, outcome, problem)
      })
  }

  private func nothing(
    _ submission: String, _ assignment: ClassPlan.Assignment, _ tracks: ArraySlice<Track>,
    _ outcome: GradeResult.Outcome, _ problem: String
  ) -> [GradeResult] {
    tracks.compactMap { track in
      guard let layout = try? assignment.lesson.layout(track) else { return nil }
      let hash = SubmissionModule(track: track, files: [:]).hash
      let work = GradeWork(
        submission: submission, assignment: assignment, layout: layout, submissionHash: hash, files: [:],
        submitted: nil, attempt: attempt, seed: 0)
      return settings.result(work, outcome, problem: problem, began: .now, took: .zero)
    }
  }

  /// Of what was left out; empty when nothing was.
  package static func sentence(_ leftOut: [String]) -> String {
    leftOut.isEmpty ? "" : " Left out: \(leftOut.joined(separator: "; "))."
  }
}

internal import Base
internal import Files
internal import Foundation
internal import Lessons
internal import ModuleRuntime
internal import Report

/// The files of a module as they are when judging begins, for a report that says what it is about.
struct JudgedFiles {
  private let path: String
  private let hash: String
  private let files: [String: String]
  private let lessonHash: String
  let began: Date

  /// Throws `FileError`.
  init(_ module: ChosenModule) throws {
    let source = module.source
    began = Date()
    let isFolder = source.mainFile == Path.joined(source.directory, source.layout.mainFile)
    path = isFolder ? source.directory : source.mainFile
    let contents =
      isFolder
      ? try ModuleFiles.learners(in: source.directory, layout: source.layout, and: [])
      : try ModuleFiles.named([Path.name(source.mainFile)], in: source.directory)
    hash = try contents.fingerprint(in: source.directory)
    files = try contents.names.reduce(into: [:]) { hashes, name in
      // A link counts as what it points to, as for the compiler.
      if let bytes = try RegularFile.read(Path.joined(source.directory, name)) {
        hashes[name.harmless] = Fingerprint.sha256(bytes)
      }
    }
    lessonHash = Fingerprint.sha256(try RegularFile.read(module.lesson.manifestFile) ?? Data())
  }

  /// `versions` are those of what judged.
  func provenance(_ versions: [String: String]) -> ReportProvenance {
    ReportProvenance(
      path: path.harmless, hash: hash, files: files, lessonHash: lessonHash, began: began.formatted(.iso8601),
      versions: versions)
  }

  /// The report as the result of grading one submission, for the formats of graders' tools; `tools` is the fingerprint of
  /// what judged it, and `versions` are the versions.
  func result(
    _ report: Report, of module: ChosenModule, only check: String?, tools: String, versions: [String: String],
    output: GradeEvidence.Output?
  ) -> GradeResult {
    let verdicts = Dictionary(report.checks.map { ($0.id, $0.verdict) }) { first, _ in first }
    let checks = module.lesson.checks(for: module.track).filter { check == nil || $0.id == check }
    let score = GradeScore(
      checks: checks.map {
        let verdict = verdicts[$0.id]
        return GradeScore.Check(
          id: $0.id, title: $0.title, isBonus: !$0.isRequired, verdict: verdict,
          points: verdict == .pass ? Double($0.points) : 0, of: Double($0.points))
      })
    let outcome: GradeResult.Outcome =
      switch report.verdict {
      case .pass: .passed
      case .fail: .failed
      case .inconclusive: .inconclusive
      }
    return GradeResult(
      submission: Path.name(path), lesson: module.lesson.id, track: module.track, attempt: 1, outcome: outcome,
      score: score, report: report,
      evidence: GradeEvidence(
        seed: report.seed, tier: report.isolation, submissionHash: hash, lessonHash: lessonHash,
        toolHash: tools, files: files, versions: versions, began: began,
        duration: .milliseconds(report.durationMilliseconds), output: output))
  }
}

internal import Files
internal import Foundation
package import ModuleRuntime
package import Report

/// The reports of finished runs in a file, one line of JSON each, so that judging can resume after an interruption.
///
/// Each line has a fingerprint of the module and of everything that judged it, so that several processes can share a
/// file, and a report on other code is never taken for one on this code.
package struct JudgingJournal<Key: JudgingKey>: JudgingRecord {
  private struct Line: Codable {
    let key: Key
    let fingerprint: String
    let report: Report
  }

  private let file: LineJournal
  private let tools: String
  private let isGone: @Sendable (Key) -> Bool

  /// For judging with isolation of this tier. Drops the reports of each key for which `isGone` is true. Throws
  /// `FileError` when the installation's own files cannot be read.
  package init(
    _ file: String, installation: Installation, tier: IsolationTier,
    isGone: @escaping @Sendable (Key) -> Bool = { _ in false }
  ) throws {
    self.file = LineJournal(path: file)
    self.isGone = isGone
    tools = try installation.fingerprint() + tier.rawValue
  }

  /// The kept reports for each of the jobs, whatever their seeds, when `resuming`; otherwise they are dropped. In any
  /// case it drops the reports of modules that were changed since.
  package func open(_ jobs: [JudgingJob<Key>], resuming: Bool) async throws -> [Key: [Report]] {
    let fingerprints = Dictionary(try jobs.map { ($0.key, try fingerprint($0)) }) { first, _ in first }
    var kept: [Key: [Report]] = [:]
    try await file.rewrite { lines in
      lines.filter { text in
        // A process that was killed may have left an incomplete line.
        guard let line = try? JSONDecoder().decode(Line.self, from: text) else { return false }
        guard let fingerprint = fingerprints[line.key] else { return !isGone(line.key) }
        guard resuming, line.fingerprint == fingerprint else { return false }
        kept[line.key, default: []].append(line.report)
        return true
      }
    }
    return kept
  }

  package func fingerprint(_ job: JudgingJob<Key>) throws -> String {
    try job.lesson.fingerprint(ofModule: job.path, layout: job.layout, tools: tools)
  }

  /// `fingerprint` is that of the job before the run: a report on a module that was changed in the meantime says
  /// nothing about the module as it is now, and is not kept.
  package func keep(_ judged: Judged<Key>, of job: JudgingJob<Key>, fingerprint: String) async throws {
    guard try self.fingerprint(job) == fingerprint else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try await file.append(encoder.encode(Line(key: judged.key, fingerprint: fingerprint, report: judged.report)))
  }
}

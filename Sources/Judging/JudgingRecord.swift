/// Where a queue puts the reports of finished runs.
package protocol JudgingRecord<Key>: Sendable {
  associatedtype Key: JudgingKey

  /// Of everything that a verdict on the job depends on; read before its run.
  func fingerprint(_ job: JudgingJob<Key>) throws -> String

  /// Called as soon as a run is finished; `fingerprint` is that of the job before the run.
  func keep(_ judged: Judged<Key>, of job: JudgingJob<Key>, fingerprint: String) async throws

  /// Called with a run that stayed inconclusive when it ran alone.
  func giveUp(_ judged: Judged<Key>, of job: JudgingJob<Key>) async throws
}

extension JudgingRecord {
  /// Inconclusive reports are not kept, so that resuming judges those runs again.
  package func giveUp(_ judged: Judged<Key>, of job: JudgingJob<Key>) {}
}

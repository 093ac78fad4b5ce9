internal import Base

package import struct Foundation.Date

/// What shows how a result came about, and lets anyone repeat it.
package struct GradeEvidence: Sendable, Equatable, Codable {
  /// Of what the module printed, or its compiler if it does not compile, the head and tail, made harmless.
  package struct Output: Sendable, Equatable, Codable {
    /// In bytes, of all that was printed.
    package let length: Int
    package let text: String

    package init(length: Int, text: String) {
      self.length = length
      self.text = text
    }
  }

  package let seed: UInt64
  /// How far the module was isolated; the same as the report's.
  package let tier: String
  /// SHA-256 of the submission's files, of the lesson's manifest, and of everything that judged it.
  package let submissionHash: String
  package let lessonHash: String
  package let toolHash: String
  /// SHA-256 of each file that was taken, by its path in the submission.
  package let files: [String: String]
  /// Such as "pitfall", "swift", "python", "fastapi" and "kernel".
  package let versions: [String: String]
  package let began: Date
  package let durationMilliseconds: Double
  package let output: Output?

  enum CodingKeys: String, CodingKey {
    case seed, tier, files, versions, began, output
    case submissionHash = "submission_sha256"
    case lessonHash = "lesson_sha256"
    case toolHash = "tool_sha256"
    case durationMilliseconds = "duration_ms"
  }

  package init(
    seed: UInt64, tier: String, submissionHash: String, lessonHash: String, toolHash: String, files: [String: String],
    versions: [String: String], began: Date, duration: Duration, output: Output?
  ) {
    self.seed = seed
    self.tier = tier
    self.submissionHash = submissionHash
    self.lessonHash = lessonHash
    self.toolHash = toolHash
    self.files = files
    self.versions = versions
    self.began = began
    durationMilliseconds = duration.milliseconds
    self.output = output
  }
}

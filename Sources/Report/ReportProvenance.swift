/// What was judged, by what, and when; so that a report that is kept can prove it.
package struct ReportProvenance: Sendable, Equatable, Codable {
  /// Of the module's folder, or of its only file.
  package let path: String
  /// SHA-256 over the names and contents of all its files.
  package let hash: String
  /// SHA-256 of each of its files, by its path in the folder.
  package let files: [String: String]
  /// SHA-256 of the lesson's manifest.
  package let lessonHash: String
  /// When judging began: ISO 8601, in UTC.
  package let began: String
  /// Of what judged, such as "pitfall", "kernel", "swift", "python" and "fastapi".
  package let versions: [String: String]

  enum CodingKeys: String, CodingKey {
    case path, files, began, versions
    case hash = "sha256"
    case lessonHash = "lesson_sha256"
  }

  package init(
    path: String, hash: String, files: [String: String], lessonHash: String, began: String, versions: [String: String]
  ) {
    self.path = path
    self.hash = hash
    self.files = files
    self.lessonHash = lessonHash
    self.began = began
    self.versions = versions
  }
}

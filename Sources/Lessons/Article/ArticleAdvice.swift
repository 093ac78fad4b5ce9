package import Base

/// One of the article's best practices, or one of its questions with the answer, and what was measured about it.
package struct ArticleAdvice: Sendable {
  /// What differs from track to track.
  package struct Proof: Sendable {
    /// What to add to the answer for this track.
    package let answer: String?
    /// The figure that proves the answer.
    package let measured: String
    /// The page of the lesson's text that the figure is from; nil when the command itself shows it.
    package let page: String?
    /// The command that shows it, without the program's name. Paths in it are relative to the project.
    package let command: String
  }

  /// From 1.
  package let number: Int
  /// The article's own words: a best practice, or a question.
  package let article: String
  /// What the article answers; nil for a best practice.
  package let answered: String?
  package let verdict: String
  /// In plain sentences, for every track.
  package let answer: String
  package let lesson: String
  package let checks: [String]
  package let proofs: [Track: Proof]

  /// Reads a file of them; every error names the file and line. `tracks` are those that each must have a proof for.
  package static func read(_ file: String, tracks: [TrackLayout]) throws -> [ArticleAdvice] {
    try ArticleReader.advice(file, tracks)
  }
}

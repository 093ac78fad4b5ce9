package import Base
package import Similarity

/// Modules for one lesson and track that are worth a look because they are alike.
package struct AlikeModules: Sendable, Equatable {
  package let lesson: String
  package let track: Track
  /// The names of submissions.
  package let pairs: [SimilarPair]

  package init(lesson: String, track: Track, pairs: [SimilarPair]) {
    self.lesson = lesson
    self.track = track
    self.pairs = pairs
  }
}

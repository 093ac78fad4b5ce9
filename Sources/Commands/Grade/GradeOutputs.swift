internal import Grading
internal import Lessons
internal import Report

/// The files that an output folder has beside results.jsonl. They are written anew from the results after each run and
/// each merge, so they can be deleted at any time.
struct GradeOutputs {
  let out: String
  let pack: Pack

  /// `results` are those that count. Further formats are written here.
  func write(_ results: [GradeResult]) throws {
    try FeedbackFolder.write(results, out: out, lessons: words(results))
  }

  /// A lesson may be gone, or in another pack.
  private func words(_ results: [GradeResult]) -> [String: (title: String, summary: String)] {
    Set(results.map(\.lesson)).reduce(into: [:]) { words, id in
      words[id] = (try? pack.lesson(id)).map { ($0.title, $0.summary) }
    }
  }
}

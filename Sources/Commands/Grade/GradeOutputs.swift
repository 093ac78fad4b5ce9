internal import Base
internal import Files
internal import Formats
internal import Foundation
internal import Grading
internal import Lessons
internal import Report

/// The files that an output folder has beside results.jsonl. They are written anew from the results after each run and
/// each merge, so they can be deleted at any time.
struct GradeOutputs {
  private static let pages = "pages"

  let out: String
  let pack: Pack
  /// Those that were asked for, besides the gradebook and the pages.
  let formats: [any ResultFormat]

  /// Throws `UnknownFormat`.
  init(out: String, pack: Pack, formats: [String]) throws {
    self.out = out
    self.pack = pack
    self.formats = try formats.map(ResultFormats.format)
  }

  /// `results` are those that count.
  func write(_ results: [GradeResult]) throws {
    // As a class list has them, not in the order in which they were finished.
    let results = results.sorted {
      ($0.submission, $0.lesson, $0.track.rawValue) < ($1.submission, $1.lesson, $1.track.rawValue)
    }
    try FeedbackFolder.write(results, out: out, lessons: words(results))
    let submissions = GradedSubmission.all(in: results)
    for submission in submissions {
      try write(
        SubmissionPage().text(of: submission.results), to: [Self.pages, SubmissionPage.fileName(of: submission.name)])
    }
    let alike = try AlikeSubmissions(out: out, pack: pack).find(in: results)
    try write(ClassPage(alike: alike, folder: Self.pages).text(of: results), to: [ClassPage().fileName])
    try write(CSVFormat().text(of: results), to: [CSVFormat().fileName])
    // results.jsonl is there already.
    for format in formats where format.id != JSONLinesFormat().id {
      switch format.scope {
      case .all: try write(format.text(of: results), to: [format.fileName])
      case .submission:
        for submission in submissions {
          try write(
            format.text(of: submission.results), to: [format.id, SafeFileName.of(submission.name), format.fileName])
        }
      }
    }
  }

  private func write(_ text: String, to path: [String]) throws {
    let file = path.reduce(out, Path.joined)
    let bytes = Data(text.utf8)
    guard try RegularFile.read(file) != bytes else { return }
    try Folder.make(Path.folder(file))
    try AtomicFile.write(bytes, to: file)
  }

  /// A lesson may be gone, or in another pack.
  private func words(_ results: [GradeResult]) -> [String: (title: String, summary: String)] {
    Set(results.map(\.lesson)).reduce(into: [:]) { words, id in
      words[id] = (try? pack.lesson(id)).map { ($0.title, $0.summary) }
    }
  }
}

internal import Base
internal import Files
internal import Foundation
package import Report

/// The feedback files of an output folder, one for each submission.
package enum FeedbackFolder {
  package static func write(
    _ results: [GradeResult], out: String, lessons: [String: (title: String, summary: String)]
  ) throws {
    let folder = Path.joined(out, "feedback")
    try Folder.make(folder)
    for (name, results) in Dictionary(grouping: results, by: \.submission) {
      let path = Path.joined(folder, SafeFileName.of(name) + ".md")
      let text = Data(FeedbackText(results, lessons: lessons).text.utf8)
      if try RegularFile.read(path) != text { try AtomicFile.write(text, to: path) }
    }
  }
}

internal import Base
package import Report

/// A gradebook for spreadsheets: a row for each submission, after RFC 4180.
///
/// It begins with a byte order mark, without which Excel takes UTF-8 for the system's old encoding. A cell without points
/// is a submission that was not graded, which is not the same as 0.
package struct CSVFormat: ResultFormat {
  package let id = "csv"
  package let summary = "a gradebook for spreadsheets: a row for each submission"
  package let scope = ResultScope.all
  package let fileName = "gradebook.csv"

  private static let columns = ["points", "of", "outcome", "late", "review"]

  package init() {}

  package func text(of results: [GradeResult]) -> String {
    let submissions = GradedSubmission.all(in: results)
    let kinds = lessons(of: submissions)
    let ids = Set(results.map(\.lesson))
    var lines = [
      ["submission"]
        + kinds.flatMap { kind in Self.columns.map { "\(kind.words) \($0)" } } + ["points", "of"]
    ]
    for submission in submissions {
      var row = [submission.name]
      for kind in kinds { row += cells(submission.results.first { LessonColumn($0) == kind }) }
      // One of a lesson's tracks is enough; where a class asks for both, the missing one has a result, too.
      let isComplete = submission.isGradable && Set(submission.results.map(\.lesson)) == ids
      row += [isComplete ? submission.points.shortText : "", isComplete ? submission.of.shortText : ""]
      lines.append(row)
    }
    return "\u{FEFF}" + lines.map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private struct LessonColumn: Equatable {
    let words: String

    init(_ result: GradeResult) { words = "\(result.lesson) \(result.track.rawValue)" }
  }

  private func lessons(of submissions: [GradedSubmission]) -> [LessonColumn] {
    submissions.flatMap(\.results).map(LessonColumn.init).reduce(into: []) { known, kind in
      if !known.contains(kind) { known.append(kind) }
    }.sorted { $0.words < $1.words }
  }

  private func cells(_ result: GradeResult?) -> [String] {
    guard let result else { return Self.columns.map { _ in "" } }
    return [
      result.gradable ? result.score.points.shortText : "", result.score.of.shortText, result.outcome.rawValue,
      result.score.isLate.map { $0 ? "yes" : "no" } ?? "", result.review ?? (result.gradable ? "" : result.reason),
    ]
  }

  /// The text as one cell that no spreadsheet takes for a formula, whichever separator it was set to.
  static func cell(_ text: String) -> String {
    var cell = String.UnicodeScalarView()
    var isStart = true
    for scalar in text.documentLine(1_000).unicodeScalars {
      if isStart, formulaSigns.contains(scalar) { cell.append("'") }
      // A spreadsheet that is set to another separator begins a new cell there, quotes or not.
      if separators.contains(scalar) {
        isStart = true
      } else if !scalar.properties.isWhitespace, !scalar.properties.isDefaultIgnorableCodePoint, scalar != "\"" {
        isStart = false
      }
      cell.append(scalar)
    }
    // Without quotes where none are needed: a reader that does not know the byte order mark takes them for text.
    let isPlain = cell.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789._ -".unicodeScalars.contains($0))
    }
    return isPlain ? String(cell) : "\"" + String(cell).replacing(["\"": "\"\""]) + "\""
  }

  private static let separators = Set(";,|".unicodeScalars)
  /// The last four are full-width forms, which spreadsheets take for the same signs.
  private static let formulaSigns = Set("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars)
}

package import Report

/// A way to write the results of grading, for a program or a person that reads no results.jsonl.
///
/// Everything in a result that comes from a submission is hostile: a format makes it harmless for its own readers.
package protocol ResultFormat: Sendable {
  /// As `--format` takes it, such as "junit".
  var id: String { get }
  /// In a few words, for help.
  var summary: String { get }
  var scope: ResultScope { get }
  /// The name that its readers expect of the file; where they expect none, one that says what it is.
  var fileName: String { get }
  /// The whole file. A format of one submission gets the results of one, by any number of lessons.
  func text(of results: [GradeResult]) -> String
}

/// What a file of results is about.
package enum ResultScope: String, Sendable {
  case submission
  case all
}

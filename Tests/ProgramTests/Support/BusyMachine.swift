import Foundation
import Testing

/// What tests of verdicts do when pitfall says that the machine was too busy for a verdict.
enum BusyMachine {
  /// So many processes are ready to run for each processor that more than the tests themselves must be at work.
  private static let limit = 3.0

  /// True for a report, a table, or a picture in which a check is inconclusive.
  static func isBlamed(in text: String) -> Bool {
    text.hasPrefix("? ") || text.contains("\n? ")
      || text.replacing(" 0 inconclusive", with: "").contains("inconclusive")
  }

  /// Ends the test without a result if the machine is busy; returns if it is not, because then pitfall is wrong.
  static func excuse(_ outcome: String) throws {
    var load = 0.0
    guard getloadavg(&load, 1) == 1, load > limit * Double(ProcessInfo.processInfo.activeProcessorCount) else { return }
    try Test.cancel("This machine is too busy to judge a module: its load is \(load).\n\(outcome)")
  }
}

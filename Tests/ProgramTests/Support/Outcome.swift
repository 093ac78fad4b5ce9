import Foundation

/// The result of a run of the program.
struct Outcome {
  /// The exit code, or minus the signal that ended it.
  let exit: Int32
  let output: String
  let errors: String

  /// Standard output with every run of blanks and line breaks as one blank, for sentences that were wrapped.
  var sentences: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// Decodes standard output as JSON.
  func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(output.utf8))
  }

  /// True when the machine was too busy to judge all checks.
  var isInconclusive: Bool { exit == 75 || BusyMachine.isBlamed(in: output) }

  /// Itself, unless a busy machine kept it from a verdict: then the test ends without a result.
  func orExcused() throws -> Outcome {
    if isInconclusive { try BusyMachine.excuse(output) }
    return self
  }

  /// True when the program itself crashed, and not just the module that it judged.
  var isCrash: Bool { exit < 0 || errors.contains("Fatal error") || errors.contains("Backtrac") || exit == 70 }
}

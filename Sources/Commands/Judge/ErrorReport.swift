internal import Base
internal import Presentation
internal import Report

/// What `verify --json` prints when there is no report: why, in the same sentence as on standard error.
struct ErrorReport: Encodable {
  private struct Failure: Encodable {
    let message: String
    let exitCode: Int32

    enum CodingKeys: String, CodingKey {
      case message
      case exitCode = "exit_code"
    }
  }

  private let schema = Report.schemaVersion
  private let verdict = "error"
  private let error: Failure
  private let versions = ["pitfall": PitfallVersion.text]

  init(message: String, exitCode: Int32) {
    error = Failure(message: CommandText.shortened(message.harmless), exitCode: exitCode)
  }

  /// Whether these words ask for a report as JSON, as far as words that may be wrong can tell.
  static func isWanted(_ words: [String]) -> Bool {
    guard let words = try? CommandName.completed(words), words.first == "verify" else { return false }
    return words.prefix { $0 != "--" }.contains("--json")
  }

  var text: String {
    guard let text = try? JSONText.encode(self) else {
      preconditionFailure("Texts and numbers can be encoded")
    }
    return text
  }
}

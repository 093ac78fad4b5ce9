internal import Base
package import Foundation

/// Progress that a learner has sent to someone: an export, or the file in their workspace.
package enum ReceivedProgress {
  /// The file in a workspace.
  package static let fileName = "progress.json"

  /// Whether a file of any name is an export, perhaps a damaged one.
  package static func isExport(_ text: Data) -> Bool { text.range(of: Data(ProgressFormat.kind.utf8)) != nil }

  /// Throws `ReceivedProgressError`, which names the file as `file`.
  package static func read(_ text: Data, file: String) throws -> Progress {
    do {
      return try isExport(text) ? ProgressFormat.decodeExport(text) : ProgressFormat.decode(text)
    } catch {
      throw switch error {
      case .newer(let version): ReceivedProgressError.newer(file, version)
      case .changed, .noExport: ReceivedProgressError.changed(file)
      case .wrong(let what): ReceivedProgressError.damaged(file, what)
      }
    }
  }
}

package enum ReceivedProgressError: Equatable, ToldError {
  case newer(String, Int)
  case changed(String)
  case damaged(String, String)

  package var description: String {
    switch self {
    case .newer(let file, let version):
      "\(file) has format \(version), which a newer pitfall wrote; this one reads format \(ProgressFormat.version) and "
        + "older ones. Use the newer one."
    case .changed(let file):
      "\(file) was changed or cut off after it was exported. Ask for what `progress --export FILE` writes, whole."
    case .damaged(let file, let what):
      "\(file) is not a progress file: \(what). Ask for what `progress --export FILE` writes, or for the workspace."
    }
  }
}

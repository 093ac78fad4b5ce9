internal import Base
private import Foundation

package enum IsolationError: Equatable, ToldError {
  case notOwned(String, Int32)
  /// The guardian of a module sent no socket, or another message than expected.
  case noSocket(String)

  package var exitCode: Int32 { 70 }

  package var description: String {
    switch self {
    case .notOwned(let path, let code):
      "\(path) could not be given to the module's user: \(String(cString: strerror(code)))."
    case .noSocket(let what): "There is no connection into the module's network: \(what)."
    }
  }
}

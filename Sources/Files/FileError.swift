internal import Base
internal import Foundation

/// A file operation that failed, with the system's error number.
package struct FileError: Equatable, ToldError {
  package let path: String
  /// The operation, as a participle such as "written".
  package let action: String
  package let code: Int32

  package init(path: String, action: String, code: Int32) {
    self.path = path
    self.action = action
    self.code = code
  }

  /// The system's description of the error.
  package var reason: String { String(cString: strerror(code)) }

  package var description: String { "\(path) cannot be \(action): \(reason)." }
}

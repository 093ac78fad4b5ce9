internal import Foundation

/// What could not be done with a file, and the system's reason.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// What was tried, as a participle: "written".
  package let action: String
  package let code: Int32

  package init(path: String, action: String, code: Int32) {
    self.path = path
    self.action = action
    self.code = code
  }

  /// The system's own words.
  package var reason: String { String(cString: strerror(code)) }

  package var description: String { "\(path) cannot be \(action): \(reason)." }
}

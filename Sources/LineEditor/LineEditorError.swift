internal import Glibc

/// Why the terminal cannot be used.
package enum LineEditorError: Error, Equatable, CustomStringConvertible {
  case system(step: String, code: Int32)
  case memory
  case closedOutput

  package var description: String {
    switch self {
    case .system(let step, let code):
      "The terminal cannot be used: \(step) failed: \(String(cString: strerror(code)))."
    case .memory: "The terminal cannot be used: out of memory."
    case .closedOutput: "Standard output cannot be written: it is closed."
    }
  }
}

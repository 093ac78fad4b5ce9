internal import Base
internal import Glibc

/// Why the terminal cannot be used.
package enum LineEditorError: Equatable, ToldError {
  package var exitCode: Int32 { 69 }
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

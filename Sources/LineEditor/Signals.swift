internal import CLineEditor
internal import Files
internal import Glibc

/// Receives signals as bytes from a pipe.
package enum Signals {
  /// The signals that ask the program to end.
  package static let ending: [Int32] = [SIGTERM, SIGHUP, SIGINT]

  /// Watches `more`, and the signals that every line source needs: changes of the window's size, and continuing after a
  /// stop. Also SIGPIPE, because the failed write is enough; if it were ignored instead, child processes would inherit
  /// that.
  static func watch(_ more: [Int32]) throws -> Int32 {
    let numbers = [SIGWINCH, SIGCONT, SIGPIPE] + more
    let descriptor = line_editor_watch(numbers, numbers.count)
    guard descriptor >= 0 else { throw LineEditorError.system(step: "creating a pipe for signals", code: errno) }
    return descriptor
  }

  static func unwatch() { line_editor_unwatch() }

  /// Removes and returns the received signals in order.
  static func take(_ descriptor: Int32) -> [Int32] {
    Descriptor.read(descriptor, limit: 256).bytes.map(Int32.init).filter { $0 != SIGPIPE }
  }
}

internal import CLineEditor
internal import Glibc

/// Signals as bytes of a pipe.
package enum Signals {
  /// Those that ask the program to end.
  package static let ending: [Int32] = [SIGTERM, SIGHUP, SIGINT]

  /// What any source of lines has to know of: the window's size, and having been stopped. And SIGPIPE, which means
  /// nothing beyond the write that fails; ignored, it would stay so in the programs that are started.
  static func watch(_ more: [Int32]) throws -> Int32 {
    let numbers = [SIGWINCH, SIGCONT, SIGPIPE] + more
    let descriptor = line_editor_watch(numbers, numbers.count)
    guard descriptor >= 0 else { throw LineEditorError.system("a pipe for signals", errno) }
    return descriptor
  }

  static func unwatch() { line_editor_unwatch() }

  /// Each that came, in order.
  static func take(_ descriptor: Int32) -> [Int32] {
    Descriptor.read(descriptor, limit: 256).bytes.map(Int32.init).filter { $0 != SIGPIPE }
  }
}

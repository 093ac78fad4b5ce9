internal import CLineEditor
internal import Glibc

/// The only path to the terminal. libedit shares it, so that all output stays in order.
final class Output {
  let file: UnsafeMutablePointer<FILE>
  /// False after a write failed.
  private(set) var isOpen = true
  private let closed: () -> Void

  init(descriptor: Int32, closed: @escaping () -> Void) throws {
    file = try Self.open(descriptor, mode: "w")
    setvbuf(file, nil, _IOFBF, 1 << 16)
    self.closed = closed
  }

  deinit {
    fclose(file)
  }

  func write(_ text: String) {
    put(text)
    flush()
  }

  /// Buffers text until the next flush. Writing related output in one piece avoids showing, or resizing, a partial screen.
  func put(_ text: String) {
    guard isOpen, !text.isEmpty else { return }
    var text = text
    check(
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { line_editor_put(file, $0.baseAddress, $0.count) }
      })
  }

  func flush() {
    if isOpen { check(line_editor_flush(file)) }
  }

  private func check(_ code: Int32) {
    guard code != 0 else { return }
    isOpen = false
    closed()
  }

  /// Opens a stream on a duplicate of the descriptor, so that it does not share a buffer with C's `stdout`.
  static func open(_ descriptor: Int32, mode: String) throws -> UnsafeMutablePointer<FILE> {
    if mode == "w", fcntl(descriptor, F_GETFL) & O_ACCMODE == O_RDONLY {
      throw LineEditorError.closedOutput
    }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
    guard copy >= 0 else { throw LineEditorError.system(step: "duplicating descriptor \(descriptor)", code: errno) }
    guard let file = fdopen(copy, mode) else { throw LineEditorError.memory }
    return file
  }
}

internal import CLineEditor
internal import Glibc

/// The one way to the terminal, shared with libedit, so that bytes never overtake each other.
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

  /// Leaves it to the next flush: what belongs together is written at once, so that nobody sees, or resizes, half.
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

  /// A stream over a copy of the descriptor: what others write to standard output has a buffer of its own.
  static func open(_ descriptor: Int32, mode: String) throws -> UnsafeMutablePointer<FILE> {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
    guard copy >= 0 else { throw LineEditorError.system("descriptor \(descriptor)", errno) }
    guard let file = fdopen(copy, mode) else { throw LineEditorError.memory }
    return file
  }
}

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
    self.closed = closed
  }

  deinit {
    fclose(file)
  }

  func write(_ text: String) {
    guard isOpen, !text.isEmpty else { return }
    var text = text
    guard
      text.withUTF8({ bytes in
        bytes.withMemoryRebound(to: CChar.self) { line_editor_write(file, $0.baseAddress, $0.count) }
      }) != 0
    else { return }
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

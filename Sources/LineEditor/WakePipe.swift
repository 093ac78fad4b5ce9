internal import CLineEditor
internal import Foundation

/// Wakes a thread that polls.
final class WakePipe: Sendable {
  let read: Int32
  private let write: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard line_editor_pipe(&ends) == 0 else { throw LineEditorError.system("a pipe", errno) }
    read = ends[0]
    write = ends[1]
  }

  deinit {
    close(read)
    close(write)
  }

  func wake() {
    _ = Glibc.write(write, [1], 1)
  }

  func drain() {
    while !Descriptor.read(read, limit: 512).bytes.isEmpty {}
  }
}

/// System calls on descriptors that are not ours to close.
enum Descriptor {
  enum Outcome {
    case bytes([UInt8])
    case end
    case nothing

    var bytes: [UInt8] { if case .bytes(let bytes) = self { bytes } else { [] } }
  }

  static func read(_ descriptor: Int32, limit: Int) -> Outcome {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      repeat { count = Glibc.read(descriptor, buffer.baseAddress, limit) } while count < 0 && errno == EINTR
      if count < 0 { code = errno }
      count = max(count, 0)
    }
    if !bytes.isEmpty { return .bytes(bytes) }
    return code == EAGAIN ? .nothing : .end
  }

  /// Which of the descriptors have something to read, or an end; those below 0 are left out.
  static func wait(_ descriptors: [Int32]) -> [Bool] {
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&polls, nfds_t(polls.count), -1) < 0 && errno == EINTR {}
    return polls.map { $0.revents != 0 }
  }

  static func size(_ descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
    return (size.ws_col > 1 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}

package enum LineEditorError: Error, Equatable, CustomStringConvertible {
  case system(String, Int32)
  case memory

  package var description: String {
    switch self {
    case .system(let what, let code): "The terminal cannot be used: \(what): \(String(cString: strerror(code)))."
    case .memory: "The terminal cannot be used: there is no memory left."
    }
  }
}

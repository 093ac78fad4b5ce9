import Foundation
import TestSupport

/// The reading end of a pipe. No thread is blocked while nothing is in it: the tests share a few threads.
final class PipeLines {
  private var descriptor: Int32
  private var pending: [UInt8] = []

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close()
  }

  func close() {
    if descriptor >= 0 { Foundation.close(descriptor) }
    descriptor = -1
  }

  /// The next line, or nil at the end.
  func next() async throws -> String? {
    while true {
      if let end = pending.firstIndex(of: 10) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      try await until("more comes after '\(String(decoding: pending, as: UTF8.self))'") {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 1
      }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &bytes, bytes.count)
      if count <= 0 { return nil }
      pending += bytes.prefix(count)
    }
  }
}

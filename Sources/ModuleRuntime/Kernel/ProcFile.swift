internal import Foundation

/// A file below /proc that is opened once and read from its start every time.
final class ProcFile {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw KernelWitnessError.unreadable(path) }
  }

  func read() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { throw KernelWitnessError.unreadable(path) }
    return Array(buffer[..<count])
  }

  deinit {
    close(descriptor)
  }
}

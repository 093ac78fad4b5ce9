package import Foundation

/// A file of lines to which several processes add: a line that was added is there whole, and stays.
///
/// A writer that is killed may leave half a line; readers must know one, and the next line begins anew.
package struct LineJournal: Sendable {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// Replaces all lines by what `change` makes of them. Throws `FileError`, `FileLockError`.
  package func rewrite(_ change: ([Data]) throws -> [Data]) async throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try Folder.make(folder) }
    let lock = try await lock()
    AtomicFile.removeLeftovers(of: path)
    let lines = try RegularFile.read(path)?.split(separator: Self.newline).map { Data($0) } ?? []
    try AtomicFile.write(Data(try change(lines).map { $0 + [Self.newline] }.joined()), to: path)
    withExtendedLifetime(lock) {}
  }

  /// Returns once the line would survive a power failure. Throws `FileError`, `FileLockError`.
  package func append(_ line: Data) async throws {
    let lock = try await lock()
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var rest = (Self.isTorn(descriptor) ? Data([Self.newline]) : Data()) + line + [Self.newline]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(errno) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw failure(errno) }
    withExtendedLifetime(lock) {}
  }

  private static let newline = UInt8(ascii: "\n")

  /// Of its own beside the file, which is replaced now and then.
  private func lock() async throws -> FileLock {
    try await FileLock.acquire(path + ".lock") {}
  }

  /// True when the last writer did not come to the end of its line.
  private static func isTorn(_ descriptor: Int32) -> Bool {
    let end = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0
    return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != newline
  }

  private func failure(_ code: Int32) -> FileError { FileError(path: path, action: "written", code: code) }
}

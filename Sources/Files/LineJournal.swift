package import Foundation

/// A file to which several processes append lines; once appended, a line is complete and permanent.
///
/// A killed writer may leave part of a line. Readers must skip it; the next line is appended on a new line.
package struct LineJournal: Sendable {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// Replaces all lines with the result of `change`. Throws `FileError`, `FileLockError`.
  package func rewrite(_ change: ([Data]) throws -> [Data]) async throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try Folder.make(folder) }
    let lock = try await lock()
    AtomicFile.removeLeftovers(of: path)
    let lines = try RegularFile.read(path)?.split(separator: Self.newline).map { Data($0) } ?? []
    try AtomicFile.write(Data(try change(lines).map { $0 + [Self.newline] }.joined()), to: path)
    withExtendedLifetime(lock) {}
  }

  /// Makes an empty file if there is none. Throws `FileError`.
  package func create() throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    close(descriptor)
  }

  /// Returns once the line would survive a power failure. Throws `FileError`, `FileLockError`.
  package func append(_ line: Data) async throws {
    let lock = try await lock()
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    let bytes = (Self.isTorn(descriptor) ? Data([Self.newline]) : Data()) + line + [Self.newline]
    let code = bytes.withUnsafeBytes { Descriptor.write($0, to: descriptor) }
    if let code { throw failure(code) }
    guard fsync(descriptor) == 0 else { throw failure(errno) }
    withExtendedLifetime(lock) {}
  }

  private static let newline = UInt8(ascii: "\n")

  /// Locks a separate file, because `rewrite` replaces the journal itself.
  private func lock() async throws -> FileLock {
    try await FileLock.acquire(path + ".lock") {}
  }

  /// Whether the last line has no newline, because its writer was killed.
  private static func isTorn(_ descriptor: Int32) -> Bool {
    let end = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0
    return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != newline
  }

  private func failure(_ code: Int32) -> FileError { FileError(path: path, action: "written", code: code) }
}

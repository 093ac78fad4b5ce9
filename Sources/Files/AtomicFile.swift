package import Foundation

/// Replaces files in one step: whoever reads sees the old contents or the new, whenever we are killed.
package enum AtomicFile {
  /// The folder must exist. The permissions are `mode`, whatever the umask is.
  package static func write(_ bytes: Data, to path: String, mode: mode_t = 0o644) throws {
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw AtomicFileError(path: path, code: errno) }
    do {
      defer { close(descriptor) }
      guard fchmod(descriptor, mode) == 0 else { throw AtomicFileError(path: path, code: errno) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else { throw AtomicFileError(path: path, code: errno) }
        rest = rest.dropFirst(max(count, 0))
      }
      guard fsync(descriptor) == 0 else { throw AtomicFileError(path: path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw AtomicFileError(path: path, code: code)
    }
  }
}

package struct AtomicFileError: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let code: Int32

  package var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))." }
}

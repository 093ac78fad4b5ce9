internal import Files
internal import Foundation

/// A descriptor of something in a submission, which is what it was when it was opened, whatever its path becomes.
final class OpenedFile: Sendable {
  enum Kind {
    case file
    case folder
    case link
    case other
  }

  let descriptor: Int32
  let status: stat

  private init(_ descriptor: Int32) throws(IntakeFault) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw IntakeFault(code: code)
    }
    self.descriptor = descriptor
    self.status = status
  }

  deinit {
    close(descriptor)
  }

  /// Follows symbolic links, for a path that the grader's user chose.
  convenience init(path: String) throws(IntakeFault) {
    try self.init(Self.checked(Path.withBytes(path) { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }))
  }

  /// Follows nothing, and waits for no one: `name` is a single component.
  convenience init(_ name: String, in folder: OpenedFile) throws(IntakeFault) {
    try self.init(
      Self.checked(
        Path.withBytes(name) {
          openat(folder.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        }))
  }

  var kind: Kind { Self.kind(status) }
  /// In whole seconds of this century or the last one, because others cannot be written as text and read again.
  var modified: Date {
    let latest = 4_102_444_800
    return Date(timeIntervalSince1970: TimeInterval(min(max(status.st_mtim.tv_sec, 0), latest)))
  }

  /// Of something that need not be opened, such as a device.
  static func kind(of name: String, in folder: OpenedFile) -> Kind? {
    var status = stat()
    guard Path.withBytes(name, { fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      return nil
    }
    return kind(status)
  }

  /// The names of all that is in it, sorted; nil when there are more than `limit`.
  func names(limit: Int) throws(IntakeFault) -> [String]? {
    let copy = try Self.checked(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    guard let folder = fdopendir(copy) else {
      let code = errno
      close(copy)
      throw IntakeFault(code: code)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) { bytes in
          String(keeping: UnsafeBufferPointer(start: bytes, count: strnlen(bytes)))
        }
      }
      if name == "." || name == ".." { continue }
      guard names.count < limit else { return nil }
      names.append(name)
    }
    guard errno == 0 else { throw IntakeFault(code: errno) }
    return names.sorted()
  }

  /// Nil when there is more than `limit`.
  func read(limit: Int) throws(IntakeFault) -> Data? {
    var bytes = Data()
    while true {
      switch Descriptor.read(descriptor, limit: 64 * 1024) {
      case .bytes(let more): bytes.append(contentsOf: more)
      case .end: return bytes
      case .failed(let code): throw IntakeFault(code: code)
      }
      guard bytes.count <= limit else { return nil }
    }
  }

  private static func checked(_ descriptor: Int32) throws(IntakeFault) -> Int32 {
    guard descriptor >= 0 else { throw IntakeFault(code: errno) }
    return descriptor
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }
}

/// Something in a submission that cannot be read.
struct IntakeFault: Error, Equatable {
  let code: Int32

  var reason: String { String(cString: strerror(code)) }
  /// Because of this machine, and not because of the submission.
  var isOurs: Bool { [EMFILE, ENFILE, ENOMEM, EIO, ENOSPC].contains(code) }
}

private func strnlen(_ bytes: UnsafePointer<UInt8>) -> Int {
  bytes.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { Glibc.strlen($0) }
}

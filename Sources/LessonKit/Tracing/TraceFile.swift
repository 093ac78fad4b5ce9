internal import FoundationEssentials
internal import Glibc
internal import NIOConcurrencyHelpers

/// Where events go that let `pitfall diagnose` follow a request through the app: one JSON object a line.
///
/// Nothing is written unless `PITFALL_TRACE` names a file.
enum TraceFile {
  /// After so many events there are no more, so that a busy server does not fill a disk.
  private static let limit = 20_000

  /// Opened once, because a program may change its working directory.
  private static let descriptor: Int32? = Settings.value("PITFALL_TRACE").flatMap { path in
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    return descriptor < 0 ? nil : descriptor
  }

  private static let count = NIOLockedValueBox(0)

  static var isOpen: Bool { descriptor != nil }

  /// Nanoseconds of CLOCK_BOOTTIME, which all tracers of a process and the program that reads them share.
  static var now: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  /// Writes the line with a single system call, so that lines from different threads never mix.
  static func add(_ event: some Encodable) {
    guard let descriptor, count.withLockedValue({ count in (count += 1, count <= limit).1 }),
      var line = try? JSONEncoder().encode(event)
    else { return }
    line.append(UInt8(ascii: "\n"))
    _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

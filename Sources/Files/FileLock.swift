internal import Foundation

/// An exclusive lock on a file, held as long as anybody holds its descriptor.
///
/// A child that inherits the descriptor holds the lock too: when we are killed, it stays until the child has ended.
package final class FileLock: Sendable {
  package let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would not do while a forgotten grandchild lives.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Nil when another process, or another lock of this one, holds it.
  package static func attempt(_ path: String) throws -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileLockError(path: path, code: errno) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw FileLockError(path: path, code: code)
    }
    // Who waits sees that it goes from hand to hand.
    futimens(descriptor, nil)
    return FileLock(descriptor: descriptor)
  }

  /// Calls `busy` once when it must wait. Asks again and again, for a call that blocks could not be cancelled.
  package static func acquire(
    _ path: String, clock: any Clock<Duration> = ContinuousClock(), busy: () -> Void
  ) async throws -> FileLock {
    var isFirst = true
    while true {
      if let lock = try attempt(path) { return lock }
      if isFirst { busy() }
      isFirst = false
      try await clock.sleep(for: pause)
    }
  }

  /// Nil when the same holder has kept it for `patience`; many that take it in turn are waited for.
  package static func acquire(_ path: String, unlessHeldFor patience: Duration) async throws -> FileLock? {
    var (taken, since) = (lastTaken(path), ContinuousClock.now)
    while true {
      if let lock = try attempt(path) { return lock }
      let latest = lastTaken(path)
      if latest != taken { (taken, since) = (latest, .now) }
      guard ContinuousClock.now - since < patience else { return nil }
      try await ContinuousClock().sleep(for: pause)
    }
  }

  /// Not in step with others that wait: each must get its turn.
  private static var pause: Duration { .milliseconds(.random(in: 5...25)) }

  /// In nanoseconds since 1970, as exact as the file system is; 0 when there is no such file.
  private static func lastTaken(_ path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }
}

package struct FileLockError: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let code: Int32

  package var description: String { "\(path) cannot be locked: \(String(cString: strerror(code)))." }
}

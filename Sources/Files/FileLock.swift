internal import Base
internal import Foundation

/// An exclusive lock on a file, held as long as any process has its descriptor open.
///
/// A child process that inherits the descriptor keeps the lock: if we are killed, it is held until the child ends.
package final class FileLock: Sendable {
  package let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    // Unlock explicitly, because a forgotten grandchild may still have the descriptor open.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Nil if the lock is already held, by this or another process.
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
    // Waiting processes see from the time stamp that the lock changes hands.
    futimens(descriptor, nil)
    return FileLock(descriptor: descriptor)
  }

  /// Waits for the lock, and calls `busy` once if it must wait. Polls, because a blocking call could not be cancelled.
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

  /// Nil if one holder has kept the lock for `patience`; as long as the lock changes hands, it waits.
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

  /// Random, so that the waiting processes are not in step and each one gets the lock eventually.
  private static var pause: Duration { .milliseconds(.random(in: 5...25)) }

  /// When the lock was last acquired, in nanoseconds since 1970; 0 if the file does not exist.
  private static func lastTaken(_ path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }
}

package struct FileLockError: Equatable, ToldError {
  package let path: String
  package let code: Int32

  package var description: String { "\(path) cannot be locked: \(String(cString: strerror(code)))." }
}

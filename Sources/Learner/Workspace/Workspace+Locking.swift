internal import Files
internal import Foundation
internal import Lessons

extension Workspace {
  /// Throws when `path` leads into the pack of `lesson` or into the fixes beside it.
  func requireOutsidePack(_ lesson: Lesson, _ path: String) throws {
    let pack = (lesson.directory as NSString).deletingLastPathComponent
    let solutions = ((pack as NSString).deletingLastPathComponent as NSString).appendingPathComponent("Solutions")
    let resolved = FileKind.resolved(path)
    for folder in [pack, solutions] {
      let shipped = FileKind.resolved(folder)
      guard resolved != shipped, !resolved.hasPrefix(shipped + "/") else {
        throw WorkspaceError.insidePack(path, pack: folder)
      }
    }
  }

  /// Runs `body` in one process at a time. Creates the workspace's folder and waits for other processes.
  func locked<Result>(_ body: () throws -> Result) async throws -> Result {
    let lock: FileLock
    do {
      lock = try await self.lock()
    } catch let error as FileLockError {
      throw WorkspaceError.cannotWrite(path: error.path, reason: String(cString: strerror(error.code)))
    }
    return try withExtendedLifetime(lock) { try explained(body) }
  }

  private func lock() async throws -> FileLock {
    let path = "\(directory)/.pitfall/lock"
    try explained { try Folder.make("\(directory)/.pitfall") }
    // A change takes milliseconds, so a process that holds the lock for this long hangs or was stopped.
    let lock = try await FileLock.acquire(path, unlessHeldFor: .seconds(30))
    guard let lock else { throw WorkspaceError.busy(lock: path) }
    return lock
  }

  /// Turns the system's errors into the workspace's.
  func explained<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FileError {
      let place = error.action == "created" ? error.path + "/" : error.path
      if let obstacle = obstacle(on: place) { throw WorkspaceError.noFolder(obstacle) }
      throw error.action == "read"
        ? WorkspaceError.cannotRead(path: error.path, reason: error.reason)
        : WorkspaceError.cannotWrite(path: error.path, reason: error.reason)
    }
  }

  /// The first part of `path` that exists and is not a folder. The last part counts only when a slash follows it.
  func obstacle(on path: String) -> String? {
    var above = path.hasSuffix("/") ? String(path.dropLast()) : (path as NSString).deletingLastPathComponent
    var found: String?
    while above.count > 1 {
      if FileKind(above) != .nothing, !Folder.exists(above) { found = above }
      above = (above as NSString).deletingLastPathComponent
    }
    return found
  }
}

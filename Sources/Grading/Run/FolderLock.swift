internal import Base
internal import Files

/// The right to grade a shard into a folder, which one process has at a time.
package struct FolderLock: Sendable {
  private let lock: FileLock

  /// Throws `FolderInUse` when another process has this shard, or one of another division of the class: the whole class
  /// has every submission of its shards.
  package init(_ shard: Shard, of folder: String) async throws {
    try Folder.make(folder)
    // Of two that begin at the same time, the first one must not see the second one.
    let gate = try await FileLock.acquire(Path.joined(folder, ".shards.lock")) {}
    defer { withExtendedLifetime(gate) {} }
    let known = try Folder.names(folder).compactMap(Self.shard(ofFile:))
    for other in known where other.count != shard.count { _ = try Self.attempt(other, folder) }
    lock = try Self.attempt(shard, folder)
  }

  private static func attempt(_ shard: Shard, _ folder: String) throws -> FileLock {
    let file = "\(prefix)\(shard.number)-of-\(shard.count)\(suffix)"
    guard let lock = try FileLock.attempt(Path.joined(folder, file)) else {
      throw FolderInUse(folder: folder, shard: shard)
    }
    return lock
  }

  private static let prefix = ".shard-"
  private static let suffix = ".lock"

  private static func shard(ofFile name: String) -> Shard? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Shard(String(name.dropFirst(prefix.count).dropLast(suffix.count)).replacing("-of-", with: "/"))
  }
}

/// Another process grades into the same folder.
package struct FolderInUse: Equatable, ToldError {
  package let folder: String
  /// What the other one grades.
  package let shard: Shard

  package init(folder: String, shard: Shard) {
    self.folder = folder
    self.shard = shard
  }

  package var exitCode: Int32 { 75 }

  package var description: String {
    "Another pitfall is grading \(shard == .whole ? "the whole class" : "shard \(shard)") into \(folder). "
      + "Wait for it, or choose another --out."
  }
}

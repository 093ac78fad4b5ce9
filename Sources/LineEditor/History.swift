internal import Files
internal import Foundation

/// The lines of earlier sessions and this one, without duplicates, oldest first; used on one thread.
package final class History {
  private static let limit = 1_000
  /// With pauses of 5 ms, this waits up to a second for other workbenches to write their lines.
  private static let lockAttempts = 200

  package private(set) var lines: [String] = []
  private let path: String?
  private var hasComplained = false

  /// Without a path, lines are not saved.
  package init(path: String?) {
    self.path = path
  }

  /// The history file under XDG_STATE_HOME, or under HOME's `.local/state`; nil if neither variable is set.
  package static func defaultPath(_ environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], isUsable(state) { return state + "/pitfall/history" }
    guard let home = environment["HOME"], isUsable(home) else { return nil }
    return home + "/.local/state/pitfall/history"
  }

  /// A name that is not UTF-8 arrives with replacement characters, and is then that of another folder.
  private static func isUsable(_ folder: String) -> Bool { folder.hasPrefix("/") && !folder.contains("\u{FFFD}") }

  /// Reads the file. On the first error of the session, returns a sentence about it.
  package func load() -> String? {
    guard let path else { return nil }
    return complaint { lines = try Self.read(path) }
  }

  /// Adds a line here and to the file, and picks up the lines that other workbenches have written in the meantime. On the
  /// first error of the session, returns a sentence about it.
  package func add(_ line: String) -> String? {
    let line = line.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard !line.allSatisfy(\.isWhitespace) else { return nil }
    lines = Self.merged(lines, adding: line)
    guard let path else { return nil }
    return complaint {
      try Self.makeFolder(of: path)
      let lock = try Self.lock(path + ".lock")
      defer { withExtendedLifetime(lock) {} }
      lines = Self.merged(try Self.read(path), adding: line)
      try AtomicFile.write(Data(lines.map { $0 + "\n" }.joined().utf8), to: path, mode: 0o600)
    }
  }

  package static func merged(_ lines: [String], adding line: String) -> [String] {
    lines.filter { $0 != line }.suffix(limit - 1) + [line]
  }

  private func complaint(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      defer { hasComplained = true }
      return hasComplained ? nil : "The command history is not saved: \(error)"
    }
  }

  private static func read(_ path: String) throws -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 && errno == ENOENT { return [] }
    guard descriptor >= 0 else { throw HistoryError(path: path, code: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard let data = try? file.readToEnd() ?? Data() else { throw HistoryError(path: path, code: EIO) }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init).reversed().unique().reversed()
      .suffix(limit)
  }

  private static func makeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/" + name
      if mkdir(path, 0o700) != 0 && errno != EEXIST { throw HistoryError(path: path, code: errno) }
    }
  }

  /// Polls, because other workbenches hold the lock only while they write one small file.
  private static func lock(_ path: String) throws -> FileLock {
    for _ in 0..<lockAttempts {
      if let lock = try FileLock.attempt(path) { return lock }
      poll(nil, 0, 5)
    }
    throw HistoryError(path: path, code: EAGAIN)
  }
}

private struct HistoryError: Error, CustomStringConvertible {
  let path: String
  let code: Int32

  var description: String { "\(path) cannot be used: \(String(cString: strerror(code)))." }
}

extension Sequence<String> {
  fileprivate func unique() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

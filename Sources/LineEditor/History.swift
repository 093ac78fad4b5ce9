internal import Files
internal import Foundation

/// The lines of earlier sessions and of this one, each once, the oldest first; used on one thread.
package final class History {
  private static let limit = 1_000
  /// How long another workbench may take to write its line.
  private static let patience = 200

  package private(set) var lines: [String] = []
  private let path: String?
  private var hasComplained = false

  /// Without a path nothing is kept beyond this session.
  package init(path: String?) {
    self.path = path
  }

  /// `$XDG_STATE_HOME/pitfall/history`, or the like under HOME; nil when there is neither.
  package static func defaultPath(_ environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/pitfall/history" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/state/pitfall/history"
  }

  /// Answers what is wrong with the file, in one sentence, the first time that something is.
  package func load() -> String? {
    guard let path else { return nil }
    return complaint { lines = try Self.read(path) }
  }

  /// Keeps a line, in the file as well, together with what other workbenches have written to it meanwhile. Answers as
  /// `load` does.
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
      return hasComplained ? nil : "The history of lines is not kept: \(error)"
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

  /// Others hold it for the time of one small file's writing.
  private static func lock(_ path: String) throws -> FileLock {
    for _ in 0..<patience {
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

import Foundation
import TestSupport

/// A test's own folder. Its path is in the environment of everything that pitfall starts there, and so marks it.
final class Sandbox: Sendable {
  let path: String
  /// Where pitfall creates its temporary folders.
  var temporary: String { path + "/tmp" }

  init() throws {
    path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/program-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file below the sandbox, with its folders, and returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: Data, to name: String) throws -> String {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
    return file.path
  }

  /// Creates a folder with one module in it, and returns the folder's path.
  func module(_ track: String, _ text: String, folder: String = "module") throws -> String {
    let file = try write(text, to: "\(folder)/\(track == "swift" ? "main.swift" : "main.py")")
    return URL(fileURLWithPath: file).deletingLastPathComponent().path
  }

  /// Copies a file or folder of the checkout to the same place below the sandbox, and returns its path.
  @discardableResult
  func copy(_ name: String) throws -> String {
    let target = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? FileManager.default.removeItem(at: target)
    try FileManager.default.copyItem(atPath: "\(Products.project)/\(name)", toPath: target.path)
    return target.path
  }

  /// Writes a script to its own search path. A shell writes it, because a file that is open for writing while another
  /// test forks could not be executed.
  func script(_ name: String, _ text: String) async throws {
    let folder = try searchPath()
    let shell = try await Tool.system("bash").run(
      ["-c", "printf %s \"$1\" > \"$2\" && chmod 755 \"$2\"", "bash", text, "\(folder)/\(name)"])
    guard shell.status == 0 else { throw Unexpected(shell.errors) }
  }

  /// A folder for PATH that contains only the test's own scripts.
  @discardableResult
  func searchPath() throws -> String {
    try FileManager.default.createDirectory(atPath: path + "/bin", withIntermediateDirectories: true)
    return path + "/bin"
  }

  /// What pitfall left: processes that carry the sandbox's path, and temporary folders.
  func leftovers() throws -> [String] {
    try processes() + FileManager.default.contentsOfDirectory(atPath: temporary)
  }

  /// Living processes with the sandbox's path in their environment, their arguments or as their folder.
  func processes() throws -> [String] {
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: "/proc").filter { pid_t($0) != nil && $0 != "\(getpid())" }
      .compactMap { pid in
        let words = files.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        let environment = files.contents(atPath: "/proc/\(pid)/environ") ?? Data()
        let folder = (try? files.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
        let mark = Data(path.utf8)
        guard words.range(of: mark) != nil || environment.range(of: mark) != nil || folder.hasPrefix(path) else {
          return nil
        }
        return "\(pid): " + String(decoding: words, as: UTF8.self).replacing("\0", with: " ")
      }
  }

  /// Waits until this many processes carry the sandbox's path.
  func waitForProcesses(_ count: Int) async throws {
    var seen: [String] = []
    try await until("there are \(count) processes: \(seen)") {
      seen = try processes()
      return seen.count >= count
    }
  }

  /// Waits until no process is left, because the processes of a killed program end after it.
  func waitForNoProcess() async throws {
    var seen: [String] = []
    try await until("these have ended: \(seen)") {
      seen = try processes()
      return seen.isEmpty
    }
  }
}

import Foundation
import Learner
import Lessons
import TestSupport
import Tracks

/// A pack of one lesson and a workspace for it, which a test may change.
final class TemporaryWorkspace {
  static let broken = "// broken\n"
  static let fixed = "// fixed\n"

  private let temporary: TemporaryPack
  let workspace: Workspace
  let lesson: Lesson
  var fix: ShippedModule { lesson.modules[2] }
  var root: String { temporary.root }

  /// `broken` and `fix` are files of the two Swift modules; `python` those of the broken FastAPI module.
  init(broken: [String: String] = [:], fix: [String: String] = [:], python: [String: String] = [:]) throws {
    temporary = try TemporaryPack()
    try temporary.write(Self.broken, to: "Lessons/07-waiting/swift/main.swift")
    try temporary.write("# broken\n", to: "Lessons/07-waiting/fastapi/main.py")
    try temporary.write(Self.fixed, to: "Solutions/07-waiting/swift/right/main.swift")
    for (name, text) in broken { try temporary.write(text, to: "Lessons/07-waiting/swift/\(name)") }
    for (name, text) in python { try temporary.write(text, to: "Lessons/07-waiting/fastapi/\(name)") }
    for (name, text) in fix { try temporary.write(text, to: "Solutions/07-waiting/swift/right/\(name)") }
    workspace = Workspace(directory: temporary.root + "/workspace")
    lesson = try temporary.pack.lesson("7")
  }

  var module: String { workspace.module(lesson, .swift) }
  var records: String { workspace.directory + "/.pitfall/07-waiting/swift" }

  func write(_ text: String, to file: String) throws {
    try temporary.write(text, to: file)
  }

  /// Writes to the learner's folder.
  func save(_ text: String, _ name: String = "main.swift") throws {
    try temporary.write(text, to: "workspace/07-waiting/swift/\(name)")
  }

  /// Nil when there is no such file; `file` is relative to the root.
  func read(_ file: String) -> String? {
    FileManager.default.contents(atPath: "\(root)/\(file)").map { String(decoding: $0, as: UTF8.self) }
  }

  func saved(_ name: String = "main.swift") -> String? { read("workspace/07-waiting/swift/\(name)") }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Every file of the pack with its text.
  func shipped() throws -> [String: String] {
    var files: [String: String] = [:]
    for folder in ["Lessons", "Solutions"] {
      for name in try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)") {
        files["\(folder)/\(name)"] = read("\(folder)/\(name)") ?? "a folder"
      }
    }
    return files
  }

  @discardableResult
  func start(_ extras: [String: String] = [:]) async throws -> Bool {
    try await workspace.start(lesson, .swift, extras: extras)
  }
}

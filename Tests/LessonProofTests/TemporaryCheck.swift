import Checks
import Foundation
import Judging
import LessonProof
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Tracks

/// A lesson of two modules and an installation, of which no file is more than its name.
final class TemporaryCheck {
  let root = FileManager.default.temporaryDirectory.path + "/check-\(UUID().uuidString)"
  var file: String { root + "/journal.jsonl" }
  var main: String { root + "/Lessons/01-sample/swift/main.swift" }

  init() throws {
    for name in ["products/guardian", "products/libLessonKit.so", "Requirements/fastapi.txt"] {
      try write("1", to: "\(root)/\(name)")
    }
    try write("print(1)", to: main)
    try write("print(1)", to: root + "/Lessons/01-sample/decoys/swift/d/main.swift")
    try writeManifest(hint: "h")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func writeManifest(hint: String) throws {
    try write(
      """
      {format_version: 1, title: t, summary: s, hints: [\(hint)], broken: {fails: [a]},
      decoys: {swift: [{name: d, fails: [a], why: w}]},
      checks: [{id: a, title: t, next: n, probe: p, with: {}}]}
      """, to: root + "/Lessons/01-sample/lesson.yaml")
  }

  /// The broken module and the decoy, which both must fail the one check that there is.
  func subjects() throws -> [LessonCheck.Subject] {
    let lesson = try Pack(directory: root + "/Lessons", tracks: [.swift, .fastapi]).lesson("1")
    return lesson.modules.map { LessonCheck.Subject(lesson: lesson, module: $0) }
  }

  func journal() throws -> CheckJournal {
    try CheckJournal(file, installation: Installation(products: root + "/products", home: root))
  }

  func lines() throws -> [Substring] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
  }

  static func report(_ seed: UInt64, _ verdict: Verdict) -> Report {
    .forTests([.forTests("a", verdict, measured: "two\nlines")], seed: seed, duration: .seconds(1))
  }
}

internal import Foundation
package import Lessons
package import ModuleRuntime
package import Report
internal import Tracks

/// A lesson with a broken module and a decoy, and an installation, all of placeholder files that nothing can run.
package final class TemporaryLesson: Sendable {
  package let root = FileManager.default.temporaryDirectory.path + "/lesson-\(UUID().uuidString)"
  package var journal: String { root + "/journal.jsonl" }
  package var main: String { root + "/Lessons/01-sample/swift/main.swift" }
  package var decoy: String { root + "/Lessons/01-sample/decoys/swift/d" }
  package var installation: Installation { Installation(products: root + "/products", home: root) }

  package init() throws {
    for name in ["products/guardian", "products/libLessonKit.so", "Requirements/fastapi.txt"] {
      try write("1", to: "\(root)/\(name)")
    }
    try write("print(1)", to: main)
    try write("print(1)", to: decoy + "/main.swift")
    try writeManifest(hint: "h")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  package func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  package func writeManifest(hint: String) throws {
    try write(
      """
      {format_version: 1, title: t, summary: s, hints: [\(hint)], broken: {fails: [a]},
      decoys: {swift: [{name: d, fails: [a], why: w}]},
      checks: [{id: a, title: t, next: n, probe: p, with: {}}]}
      """, to: root + "/Lessons/01-sample/lesson.yaml")
  }

  /// Both of its modules must fail the only check.
  package func lesson() throws -> Lesson {
    try Pack(directory: root + "/Lessons", tracks: TrackRegistry.layouts).lesson("1")
  }

  /// The lines of the journal.
  package func lines() throws -> [Substring] {
    try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
  }

  package static func report(_ seed: UInt64, _ verdict: Verdict) -> Report {
    .forTests([.forTests("a", verdict, measured: "two\nlines")], seed: seed, duration: .seconds(1))
  }
}

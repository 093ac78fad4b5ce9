internal import Base
internal import Files
internal import Foundation
internal import Judging
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Report

/// The broken module's report: what a lesson begins with, and what the learner's own is held against.
enum Damage {
  static func measure(
    _ path: String, _ lesson: Lesson, _ track: Track, _ installation: Installation, _ console: any Console
  ) async throws -> Report {
    let verifier = try Verifier(lesson, track: track, installation: installation)
    let source = try ModuleSource(path, layout: lesson.layout(track))
    let report = try await verifier.verify(source, seed: .random(in: 0...UInt64(UInt32.max))) {
      console.progress($0.sentence)
    }
    console.progress(nil)
    return report
  }

  static func write(_ report: Report, to file: String) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try AtomicFile.write(Data(JSONText.encode(report).utf8), to: file)
  }

  /// Nil when there is none, or one of another version: nothing is lost, for `start` measures it anew.
  static func read(_ file: String) -> Report? {
    FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(Report.self, from: $0) }
  }
}

internal import Base
internal import Files
internal import Foundation
package import ModuleRuntime
internal import Tracks

/// The finished runs of `lesson check` in a file, one line of JSON each, so that a check that was cut off can go on.
///
/// Each line names what was judged by a fingerprint of it and of what judged it, so that any number of checks can share
/// a file, and a run of other code is never taken for one of this.
package struct CheckJournal: Sendable {
  struct Line: Codable {
    /// The module's folder.
    let module: String
    let fingerprint: String
    let run: ModuleRun
  }

  private let file: LineJournal
  private let tools: String

  /// Throws `FileError` when the installation's own files cannot be read.
  package init(_ file: String, installation: Installation) throws {
    self.file = LineJournal(path: file)
    tools = try installation.fingerprint()
  }

  /// The runs of each of the subjects that were kept, when they are to be taken over; else forgets them. Forgets in any
  /// case what was kept of modules that are no more, or are others now.
  package func open(_ subjects: [LessonCheck.Subject], takingOver: Bool) async throws -> [[ModuleRun]] {
    let fingerprints = try subjects.map(fingerprint)
    var kept = subjects.map { _ in [ModuleRun]() }
    let indices = Dictionary(zip(subjects.map(\.module.path), subjects.indices)) { first, _ in first }
    try await file.rewrite { lines in
      lines.filter { text in
        // Half a line is what a check that was killed left.
        guard let line = try? JSONDecoder().decode(Line.self, from: text) else { return false }
        guard let index = indices[line.module] else { return FileManager.default.fileExists(atPath: line.module) }
        guard takingOver, line.fingerprint == fingerprints[index] else { return false }
        kept[index].append(line.run)
        return true
      }
    }
    return kept
  }

  package func fingerprint(_ subject: LessonCheck.Subject) throws -> String {
    try subject.lesson.fingerprint(of: subject.module, tools: tools)
  }

  /// A run of a module that was changed while it was judged is no run of what stands there now, and is not kept.
  package func keep(
    _ run: ModuleRun, of subject: LessonCheck.Subject, fingerprint: String
  ) async throws {
    guard try self.fingerprint(subject) == fingerprint else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try await file.append(
      encoder.encode(Line(module: subject.module.path, fingerprint: fingerprint, run: run)))
  }
}

extension Installation {
  /// Of all that judges: this program, the guardian, and what modules are made with.
  fileprivate func fingerprint() throws -> String {
    var fingerprint = Fingerprint()
    for file in ["/proc/self/exe", guardian] + TrackRegistry.all.flatMap({ $0.toolFiles(self) }) {
      try fingerprint.add(file: file)
    }
    return fingerprint.hexadecimal()
  }
}

package import Base
internal import Foundation

/// A folder of lessons.
package struct Pack: Sendable {
  package let directory: String
  private let tracks: [TrackLayout]

  /// The fixes are beside the pack, in a folder `Solutions` with the same structure.
  private var solutions: String {
    URL(fileURLWithPath: directory).deletingLastPathComponent().appendingPathComponent("Solutions").path
  }

  /// `tracks` are those that its manifests can name.
  package init(directory: String, tracks: [TrackLayout]) {
    self.tracks = tracks
    self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
  }

  /// The names of its lessons in order: every folder with a lesson.yaml.
  package func lessonNames() throws -> [String] {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw PackError.noPack(directory)
    }
    let names = entries.filter {
      !$0.hasPrefix(".") && FileManager.default.fileExists(atPath: "\(directory)/\($0)/lesson.yaml")
    }
    guard !names.isEmpty else { throw PackError.noLessons(directory) }
    return names.sorted()
  }

  package func lessons() throws -> [Lesson] {
    try lessonNames().map(read)
  }

  /// The lesson of a number ("1", "01"), a name ("01-blocking", "blocking") or a unique prefix of either.
  package func lesson(_ selector: String) throws -> Lesson {
    let names = try lessonNames()
    let wanted = selector.lowercased()
    let exact = names.filter { $0 == wanted || Self.word($0) == wanted || Self.number($0) == Int(wanted) }
    let matches = exact.isEmpty ? names.filter { $0.hasPrefix(wanted) || Self.word($0).hasPrefix(wanted) } : exact
    guard !wanted.isEmpty, let match = matches.first else { throw PackError.noLesson(selector, known: names) }
    guard matches.count == 1 else { throw PackError.ambiguous(selector, matches) }
    return try read(match)
  }

  private func read(_ name: String) throws -> Lesson {
    try LessonManifest(directory: "\(directory)/\(name)", solutions: "\(solutions)/\(name)", tracks: tracks).read()
  }

  private static func word(_ name: String) -> String {
    name.split(separator: "-", maxSplits: 1).last.map(String.init) ?? name
  }

  /// -1 when the name has no number, because no selector is that.
  private static func number(_ name: String) -> Int {
    name.split(separator: "-").first.flatMap { Int($0) } ?? -1
  }
}

package enum PackError: Equatable, ToldError {
  case noPack(String)
  case noLessons(String)
  case noLesson(String, known: [String])
  case ambiguous(String, [String])
  case noTrack(Track, lesson: String, known: [Track])

  package var description: String {
    switch self {
    case .noPack(let directory):
      "There is no folder of lessons at \(directory). Choose one with --lessons DIR."
    case .noLessons(let directory):
      "\(directory) contains no lessons: a lesson is a folder with a lesson.yaml. Choose another with --lessons DIR."
    case .noLesson(let selector, let known):
      "There is no lesson '\(selector)'. The lessons are \(known.joined(separator: ", "))."
    case .ambiguous(let selector, let names):
      "'\(selector)' is ambiguous: \(names.alternatives)?"
    case .noTrack(let track, let lesson, let known):
      "\(lesson) has no \(track.rawValue) track. Choose --track \(known.map(\.rawValue).alternatives)."
    }
  }
}

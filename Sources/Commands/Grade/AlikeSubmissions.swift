internal import Base
internal import Files
internal import Formats
internal import Foundation
internal import Grading
internal import Lessons
internal import Report
internal import Similarity

/// Compares the submissions of a class with one another, lesson by lesson.
struct AlikeSubmissions {
  let out: String
  let pack: Pack

  func find(in results: [GradeResult]) throws -> [AlikeModules] {
    let kept = KeptSubmissions(out: out)
    let groups = Dictionary(grouping: results.filter { !$0.evidence.files.isEmpty }) { [$0.lesson, $0.track.rawValue] }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, results in
      guard let (lesson, track) = results.first.map({ ($0.lesson, $0.track) }) else { return nil }
      let modules = results.reduce(into: [String: [SourceText]]()) { modules, result in
        // A folder that was merged from others may lack some.
        guard let module = try? kept.load(result.evidence.submissionHash, track: track) else { return }
        modules[result.submission] = Self.texts(module.files)
      }
      let pairs = SimilarModules(templates: templates(lesson, track)).pairs(modules)
      return AlikeModules(lesson: lesson, track: track, pairs: pairs)
    }
  }

  /// What the lesson ships: everybody may use it.
  private func templates(_ lesson: String, _ track: Track) -> [[SourceText]] {
    let shipped = (try? pack.lesson(lesson))?.modules.filter { $0.track == track } ?? []
    return shipped.map { module in
      let names = (try? Folder.names(module.path)) ?? []
      let files = names.compactMap { name -> (String, Data)? in
        (try? RegularFile.read(Path.joined(module.path, name))).flatMap { $0 }.map { (name, $0) }
      }
      return Self.texts(Dictionary(files) { first, _ in first })
    }
  }

  private static func texts(_ files: [String: Data]) -> [SourceText] {
    files.sorted { $0.key < $1.key }.filter { $0.key.hasSuffix(".py") || $0.key.hasSuffix(".swift") }
      .map { SourceText(path: $0.key, text: String(decoding: $0.value, as: UTF8.self)) }
  }
}

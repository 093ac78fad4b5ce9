internal import Files
internal import Foundation

/// What LessonKit recorded of a module's routes and of the errors that escaped them.
struct LessonKitRecord {
  /// The variable that tells LessonKit to keep it, and the file's name in the folder that the module runs in.
  static let variable = "LESSONKIT_RECORD"
  static let file = "lessonkit.jsonl"

  private struct Entry: Decodable {
    let method: String?
    let pattern: String?
    let file: String
    let line: Int
    let type: String?
    let error: String?

    var place: RaisedException.Place {
      RaisedException.Place(file: file.split(separator: "/").last.map(String.init) ?? file, line: line)
    }
  }

  private let entries: [Entry]

  /// More than any right module records.
  private static let limit = 4 << 20

  /// Empty when there is no such file, or when the module put something else there, such as a pipe.
  init(folder: String) {
    let bytes = try? RegularFile.read(folder + "/" + Self.file, limit: Self.limit)
    let text = String(decoding: bytes ?? Data(), as: UTF8.self)
    entries = text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
  }

  /// Where the route for a request was added.
  func place(of method: String, _ path: String) -> RaisedException.Place? {
    entries.first { $0.method == method && $0.pattern.map { Self.matches($0, path) } ?? false }?.place
  }

  var raised: [RaisedException] {
    entries.compactMap { entry in
      entry.error.map { RaisedException(place: entry.place, type: entry.type, message: $0) }
    }
  }

  private static func matches(_ pattern: String, _ path: String) -> Bool {
    let (segments, parts) = (pattern.split(separator: "/"), path.split(separator: "/"))
    return segments.count == parts.count
      && zip(segments, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") && $0.hasSuffix("}") }
  }
}

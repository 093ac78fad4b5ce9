internal import Base

/// Recognizes the folders that a submission has for lessons and tracks.
enum LessonFolder {
  /// Whether a folder of that name is for the lesson: by its number, its name, or both; and perhaps with a track.
  static func isNamed(_ name: String, lesson id: String, track: Track? = nil) -> Bool {
    let name = name.lowercased()
    let names = names(of: id)
    if names.contains(name) || number(name) == number(id) && number(id) != nil && Int(name) != nil { return true }
    return names.contains { lesson in
      let tracks = track.map { [$0.rawValue] } ?? ["swift", "fastapi"]
      return tracks.contains { track in
        ["-", "_", " "].contains { name == lesson + $0 + track || name == track + $0 + lesson }
      }
    }
  }

  private static func names(of id: String) -> [String] {
    let parts = id.split(separator: "-", maxSplits: 1).map(String.init)
    guard parts.count == 2, let number = Int(parts[0]) else { return [id] }
    return [id, parts[0], parts[1], String(number), "lesson\(number)", "lesson-\(number)", "lesson-\(parts[0])"]
  }

  private static func number(_ name: String) -> Int? {
    name.split(separator: "-").first.flatMap { Int($0) }
  }
}

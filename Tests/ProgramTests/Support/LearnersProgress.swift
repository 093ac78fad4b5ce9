import Foundation

/// The part of `progress.json` that the tests read.
struct LearnersProgress: Decodable {
  struct SourceLine: Decodable, Equatable {
    let lesson: String
    let track: String
  }

  struct Pass: Decodable {
    let fingerprint: String
    let points: Int
    let of: Int
  }

  struct Entry: Decodable {
    let attempts: Int
    let hints: Int
    let passed: Pass?
  }

  struct Content: Decodable {
    let current: SourceLine?
    let lessons: [String: [String: Entry]]
  }

  let progress: Content

  static func read(_ file: String) throws -> Content {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: file))).progress
  }
}

package import Base
internal import Foundation

/// The names of tracks become the keys of a JSON object.
extension Track: CodingKeyRepresentable {}

extension Progress {
  package init(from decoder: any Decoder) throws {
    try decoder.knowOnly(CodingKeys.allCases)
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    current = try fields.decodeIfPresent(Position.self, forKey: .current)
    lessons = try fields.decode([String: [Track: Entry]].self, forKey: .lessons)
    guard !lessons.keys.contains("") else {
      throw DecodingError.dataCorruptedError(forKey: .lessons, in: fields, debugDescription: "a lesson has no name")
    }
  }
}

extension Progress.Position {
  package init(from decoder: any Decoder) throws {
    try decoder.knowOnly(CodingKeys.allCases)
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    lesson = try fields.decode(String.self, forKey: .lesson)
    track = try fields.decode(Track.self, forKey: .track)
  }
}

extension Progress.Entry {
  package init(from decoder: any Decoder) throws {
    try decoder.knowOnly(CodingKeys.allCases)
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    started = try fields.decodeIfPresent(Date.self, forKey: .started)
    attempts = try fields.count(.attempts)
    hints = try fields.count(.hints)
    isSkipped = try fields.decode(Bool.self, forKey: .isSkipped)
    bestPoints = try fields.count(.bestPoints)
    ofPoints = try fields.count(.ofPoints)
    passed = try fields.decodeIfPresent(Progress.Pass.self, forKey: .passed)
    solutionSeen = try fields.decodeIfPresent(Date.self, forKey: .solutionSeen)
    applied = try fields.decodeIfPresent(Date.self, forKey: .applied)
  }
}

extension Progress.Pass {
  package init(from decoder: any Decoder) throws {
    try decoder.knowOnly(CodingKeys.allCases)
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    date = try fields.decode(Date.self, forKey: .date)
    fingerprint = try fields.decode(String.self, forKey: .fingerprint)
    seed = try fields.decode(UInt64.self, forKey: .seed)
    points = try fields.count(.points)
    of = try fields.count(.of)
  }
}

extension Decoder {
  /// Throws for unknown keys, because they would be lost at the next write.
  func knowOnly(_ keys: [some CodingKey]) throws {
    let known = Set(keys.map(\.stringValue))
    let strangers = try container(keyedBy: AnyKey.self).allKeys.filter { !known.contains($0.stringValue) }
    guard let stranger = strangers.min(by: { $0.stringValue < $1.stringValue }) else { return }
    throw DecodingError.dataCorrupted(
      .init(codingPath: codingPath, debugDescription: "there is no key '\(stranger.stringValue)'"))
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
  /// The limit is far above anything that a learner reaches, and far below the point where sums overflow.
  fileprivate func count(_ key: Key) throws -> Int {
    let number = try decode(Int.self, forKey: key)
    guard (0...1_000_000_000).contains(number) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "'\(key.stringValue)' must be between 0 and 1000000000")
    }
    return number
  }
}

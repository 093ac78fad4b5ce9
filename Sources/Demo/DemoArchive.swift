package import Base
internal import Files
package import Foundation
package import Report

/// The last race of each demo that showed what it is for, so that a demo can go on when this machine is too busy.
package struct DemoArchive: Sendable {
  private let folder: String?

  /// Below XDG_STATE_HOME, or below HOME's `.local/state`; nothing is kept if neither variable is set.
  package init(environment: [String: String]) {
    let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.local/state" : nil }
    folder = (state ?? home).map { $0 + "/pitfall/demo" }
  }

  /// Nil when there is none that this pitfall can read.
  package func last(lesson: String, track: Track) -> RaceResult? {
    guard let file = file(lesson, track), let bytes = try? RegularFile.read(file) else { return nil }
    return try? Self.decoder.decode(RaceResult.self, from: bytes)
  }

  /// Throws `FileError`.
  package func keep(_ result: RaceResult) throws {
    guard result.outcome == .shown, let file = file(result.lesson, result.track) else { return }
    try Folder.make(Path.folder(file))
    try AtomicFile.write(Self.document(result), to: file)
  }

  /// As JSON.
  package static func document(_ result: RaceResult) throws -> Data { try encoder.encode(result) }

  private func file(_ lesson: String, _ track: Track) -> String? {
    file(named: "\(lesson)-\(track.rawValue).json")
  }

  /// The path of a file beside the races.
  package func file(named name: String) -> String? { folder.map { "\($0)/\(name)" } }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

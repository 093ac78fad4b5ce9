internal import Base
internal import Foundation

/// The formats of the two files that progress is written to: the learner's own, and an export for another machine.
enum ProgressFormat {
  /// 2 added `solution_seen` and `applied`, which version 1 did not have.
  static let version = 2
  private static let readable = 1...version
  /// In bytes, of the learner's own file; an export of as much progress is still below `importLimit`.
  static let limit = 512 * 1024
  static let importLimit = 1024 * 1024
  static let kind = "pitfall progress export"

  private struct Version: Decodable {
    let formatVersion: Int
    private enum CodingKeys: String, CodingKey { case formatVersion = "format_version" }
  }

  private struct Own: Codable {
    let formatVersion: Int
    let progress: Progress

    enum CodingKeys: String, CodingKey, CaseIterable {
      case formatVersion = "format_version"
      case progress
    }

    init(_ progress: Progress) { (formatVersion, self.progress) = (version, progress) }

    init(from decoder: any Decoder) throws {
      try decoder.knowOnly(CodingKeys.allCases)
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      formatVersion = try fields.decode(Int.self, forKey: .formatVersion)
      progress = try fields.decode(Progress.self, forKey: .progress)
    }
  }

  private struct Export: Codable {
    let formatVersion: Int
    let kind: String
    let progress: Progress
    /// Of the canonical form of `progress`.
    let sha256: String

    enum CodingKeys: String, CodingKey, CaseIterable {
      case formatVersion = "format_version"
      case kind, progress, sha256
    }

    init(_ progress: Progress) throws {
      (formatVersion, kind, self.progress) = (version, ProgressFormat.kind, progress)
      sha256 = try checksum(progress)
    }

    init(from decoder: any Decoder) throws {
      try decoder.knowOnly(CodingKeys.allCases)
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      formatVersion = try fields.decode(Int.self, forKey: .formatVersion)
      kind = try fields.decode(String.self, forKey: .kind)
      progress = try fields.decode(Progress.self, forKey: .progress)
      sha256 = try fields.decode(String.self, forKey: .sha256)
    }
  }

  /// What is wrong with a file's text.
  enum Fault: Error, Equatable {
    case newer(Int)
    case wrong(String)
    /// The contents of an export do not match its checksum.
    case changed
    case noExport
  }

  static func encode(_ progress: Progress) throws -> Data {
    try encoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]).encode(Own(progress)) + Data("\n".utf8)
  }

  static func decode(_ text: Data) throws(Fault) -> Progress {
    if let fault = newer(text) { throw fault }
    do {
      let own = try decoder.decode(Own.self, from: text)
      guard readable.contains(own.formatVersion) else { throw Fault.wrong("there is no format \(own.formatVersion)") }
      return own.progress
    } catch let fault as Fault {
      throw fault
    } catch {
      throw .wrong(said(error))
    }
  }

  static func encodeExport(_ progress: Progress) throws -> Data {
    try encoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]).encode(Export(progress)) + Data("\n".utf8)
  }

  static func decodeExport(_ text: Data) throws(Fault) -> Progress {
    // The kind is near the start, so a file that was cut off has it, too.
    guard String(decoding: text, as: UTF8.self).contains(kind) else { throw .noExport }
    if let fault = newer(text) { throw fault }
    guard let export = try? decoder.decode(Export.self, from: text), readable.contains(export.formatVersion),
      export.kind == kind, let sum = try? checksum(export.progress), export.sha256 == sum
    else { throw .changed }
    return export.progress
  }

  private static func newer(_ text: Data) -> Fault? {
    guard let found = try? decoder.decode(Version.self, from: text), found.formatVersion > version else { return nil }
    return .newer(found.formatVersion)
  }

  private static func checksum(_ progress: Progress) throws -> String {
    let canonical = try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(progress)
    return Fingerprint.sha256(canonical)
  }

  private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }

  /// What is wrong and where, because Foundation's own text does not say where.
  private static func said(_ error: any Error) -> String {
    func at(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + [last].compactMap { $0 }).map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "" : " at \(path)"
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "something is missing" + at(context, key)
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "the wrong kind of value" + at(context)
    // Foundation's verdict on the whole text.
    case .dataCorrupted(let context) where context.codingPath.isEmpty && !context.debugDescription.hasPrefix("there"):
      "it is not JSON, or was cut off"
    case .dataCorrupted(let context): context.debugDescription + at(context)
    default: "it is not JSON, or was cut off"
    }
  }
}

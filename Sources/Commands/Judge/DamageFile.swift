internal import Base
internal import Files
internal import Foundation
internal import Presentation
package import Report

/// The report of a lesson's broken module, kept so that the learner's own results can be compared with it.
package struct DamageFile: Sendable {
  /// The first version that can still be read: what came since may be missing.
  private static let oldest = 2

  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  package func write(_ report: Report) throws {
    try Folder.make((path as NSString).deletingLastPathComponent)
    try AtomicFile.write(Data(JSONText.encode(report).utf8), to: path)
  }

  /// Nil when there is none, or when it has a schema version that cannot be read: then `start` measures it anew.
  package func read() throws -> Report? {
    guard let text = try RegularFile.read(path) else { return nil }
    do {
      let version = try JSONDecoder().decode(Version.self, from: text).schema
      guard (Self.oldest...Report.schemaVersion).contains(version) else { return nil }
      return try JSONDecoder().decode(Report.self, from: text)
    } catch {
      throw DamageFileError.damaged(path)
    }
  }

  private struct Version: Decodable {
    let schema: Int
  }
}

package enum DamageFileError: Equatable, ToldError {
  case damaged(String)

  package var description: String {
    switch self {
    case .damaged(let path):
      "\(path) is damaged. Run `start` for the lesson again: it measures the broken module anew and keeps your copy."
    }
  }
}

internal import Base
internal import Files
internal import Foundation

/// A folder of files, in which names between two @ stand for what differs between classes.
struct ExportTemplate {
  struct File: Equatable {
    /// Relative to the folder.
    let path: String
    let text: String

    var isProgram: Bool { text.hasPrefix("#!") }
  }

  let folder: String

  /// Its files with the values in them. Throws `FileError`.
  func files(_ values: [String: String]) throws -> [File] {
    try paths(below: "").sorted().map { path in
      guard let bytes = try RegularFile.read(Path.joined(folder, path)) else {
        throw FileError(path: Path.joined(folder, path), action: "read", code: ENOENT)
      }
      return File(path: path, text: Self.filled(String(decoding: bytes, as: UTF8.self), values))
    }
  }

  /// A value is never searched for further names.
  static func filled(_ text: String, _ values: [String: String]) -> String {
    text.replacing(/@([A-Z]+)@/) { values[String($0.1)] ?? String($0.0) }
  }

  private func paths(below part: String) throws -> [String] {
    try Folder.names(Path.joined(folder, part)).flatMap { name in
      let path = part.isEmpty ? name : "\(part)/\(name)"
      return Folder.exists(Path.joined(folder, path)) ? try paths(below: path) : [path]
    }
  }
}

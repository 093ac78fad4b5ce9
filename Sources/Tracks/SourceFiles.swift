internal import Files
package import Foundation
package import ModuleRuntime

/// The lines of a module's own files, to look up the places that its log names.
package struct SourceFiles: Sendable {
  /// The most files and folders that are looked at, because a module's folder may be a home folder.
  private static let limit = 1_000
  private static let sizeLimit = 4 << 20

  let files: [SourceFile]

  /// `files` maps paths to contents.
  package init(_ files: [String: Data]) {
    self.files = files.map { SourceFile($0.key, contents: $0.value) }
  }

  /// Every file of the module's language in its folder and below, except for those that are hidden or cannot be read.
  package init(of source: ModuleSource) {
    let paths = Set(source.files + Self.files(below: source.directory).filter { source.layout.isSource(Path.name($0)) })
    self.init(
      paths.reduce(into: [:]) { files, path in
        if let contents = try? RegularFile.read(path, limit: Self.sizeLimit) { files[path] = contents }
      })
  }

  /// The texts of a line, one for each file whose path, or the end of whose path, `log` ends with, in the log's plain
  /// spelling. Empty for other files.
  package func lines(_ number: Int, at log: Substring) -> [String] {
    files.filter { $0.isNamed(by: log) }.compactMap { $0.line(number) }
  }

  /// Those nearest to the folder come first, so that the limit leaves out the others.
  private static func files(below folder: String) -> [String] {
    var folders = [folder][...]
    var files: [String] = []
    var count = 0
    while count < limit, let folder = folders.popFirst() {
      for name in ((try? Folder.names(folder)) ?? []).sorted().prefix(limit - count) where name.utf8.first != dot {
        count += 1
        let path = Path.joined(folder, name)
        switch FileKind(path) {
        case .folder: folders.append(path)
        case .file, .link: files.append(path)
        case .nothing, .other: break
        }
      }
    }
    return files
  }

  private static let dot = UInt8(ascii: ".")
}

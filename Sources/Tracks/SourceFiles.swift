internal import Foundation
package import ModuleRuntime

/// The lines of a module's own files, to look up the places that its log names.
package struct SourceFiles: Sendable {
  /// The most files and folders that are looked at, because a module's folder may be a home folder.
  private static let limit = 1_000

  let files: [String: [String]]

  /// `files` maps paths to texts.
  package init(_ files: [String: String]) {
    self.files = files.mapValues { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }

  /// Every file of the module's language in its folder and below, except for those that cannot be read.
  package init(of source: ModuleSource) {
    var paths = Set(source.files)
    let below = FileManager.default.enumerator(
      at: URL(fileURLWithPath: source.directory), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    for _ in 0..<Self.limit {
      guard let url = below?.nextObject() as? URL else { break }
      if url.path.hasSuffix(source.layout.sourceSuffix) { paths.insert(url.path) }
    }
    self.init(
      paths.reduce(into: [:]) { files, path in
        if let text = try? String(contentsOfFile: path, encoding: .utf8) { files[path] = text }
      })
  }

  /// The texts of a line, one for each file of that name; `path` may be a whole path or the end of one. Empty for other
  /// files.
  package func lines(_ number: Int, of path: String) -> [String] {
    files.filter { $0.key == path || $0.key.hasSuffix("/" + path) }.values
      .filter { $0.indices.contains(number - 1) }.map { $0[number - 1] }
  }
}

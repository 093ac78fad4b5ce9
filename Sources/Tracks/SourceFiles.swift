internal import Foundation
package import ModuleRuntime

/// The lines of a module's own files, to tell what the places are that its log names.
package struct SourceFiles: Sendable {
  /// A module's folder may be somebody's home: so many files and folders are looked at.
  private static let limit = 1_000

  private let files: [String: [String]]

  /// `files` maps paths to texts.
  package init(_ files: [String: String]) {
    self.files = files.mapValues { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }

  /// Every file of the module's kind in its folder and below; those that cannot be read are left out.
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

  /// The texts of a line, one for each file of that name; `path` may be a whole path or its end. Empty for lines of other
  /// files.
  package func lines(_ number: Int, of path: String) -> [String] {
    files.filter { $0.key == path || $0.key.hasSuffix("/" + path) }.values
      .filter { $0.indices.contains(number - 1) }.map { $0[number - 1] }
  }
}

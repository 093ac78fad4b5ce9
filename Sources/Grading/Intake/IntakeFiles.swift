package import struct Foundation.Data
package import struct Foundation.Date

/// What was taken of a submission, by paths relative to it.
package struct IntakeFiles: Sendable, Equatable {
  package struct File: Sendable, Equatable {
    package let bytes: Data
    package let modified: Date

    package init(bytes: Data, modified: Date) {
      self.bytes = bytes
      self.modified = modified
    }
  }

  package var files: [String: File]
  /// Why files that look wanted were left out, in clauses such as "main.py is a symbolic link".
  package var leftOut: [String]

  package init(files: [String: File] = [:], leftOut: [String] = []) {
    self.files = files
    self.leftOut = leftOut
  }

  /// The only folder at the top, if there is nothing beside it.
  var soleFolder: String? {
    let tops = Set(
      files.keys.map { $0.split(separator: "/", maxSplits: 1).map(String.init) }.map { ($0[0], $0.count) }
        .map { $0.1 == 1 ? "" : $0.0 })
    guard tops.count == 1, let top = tops.first, !top.isEmpty else { return nil }
    return top
  }

  /// Those below `folder`, with paths relative to it.
  func below(_ folder: String) -> IntakeFiles {
    guard !folder.isEmpty else { return self }
    let prefix = folder + "/"
    let below = files.filter { $0.key.utf8.starts(with: prefix.utf8) }.map { ($0.key.dropping(prefix), $0.value) }
    return IntakeFiles(files: Dictionary(below) { first, _ in first }, leftOut: leftOut)
  }
}

extension String {
  /// Without a prefix that it has, byte by byte.
  fileprivate func dropping(_ prefix: String) -> String {
    String(Substring(utf8.dropFirst(prefix.utf8.count)))
  }
}

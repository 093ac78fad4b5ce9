extension SourceFiles {
  /// A line of one of the module's own files.
  struct OwnLine {
    /// The file's name, without its folder.
    let name: String
    let number: Int
  }

  /// The line of that number in the first file that `log` ends with the name of, in the log's plain spelling; nil for
  /// other files.
  func ownLine(_ number: Int, at log: Substring) -> OwnLine? {
    files.first { $0.isNamed(by: log) && $0.line(number) != nil }.map { OwnLine(name: $0.name, number: number) }
  }

  /// The files' names, without their folders.
  package var names: [String] { Set(files.map(\.name)).sorted() }

  /// The lines of every file, by its name.
  var texts: [(name: String, lines: [String])] { files.map { ($0.name, $0.lines) } }
}

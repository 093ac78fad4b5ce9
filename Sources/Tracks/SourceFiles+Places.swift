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

  /// Each file that `log` ends with the name of, in the log's plain spelling, by its number, and its line of that number.
  func ownLines(_ number: Int, at log: Substring) -> [(file: Int, text: String)] {
    files.indices.compactMap { index in
      guard files[index].isNamed(by: log), let text = files[index].line(number) else { return nil }
      return (index, text)
    }
  }

  /// The files' names, without their folders.
  package var names: [String] { Set(files.map(\.name)).sorted() }

  /// The name and the lines of every file, in the order of their numbers.
  var texts: [(name: String, lines: [String])] { files.map { ($0.name, $0.lines) } }
}

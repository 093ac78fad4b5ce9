extension SourceFiles {
  /// A line of one of the module's own files.
  struct OwnLine {
    let path: String
    let number: Int
    /// All lines of the file.
    let lines: [String]

    var text: String { lines[number - 1] }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  /// The lines that a place may mean, one for each file of that name; empty for other files.
  func own(_ place: SourcePlace) -> [OwnLine] {
    files.filter { $0.key == place.file || $0.key.hasSuffix("/" + place.file) }
      .filter { $0.value.indices.contains(place.line - 1) }
      .map { OwnLine(path: $0.key, number: place.line, lines: $0.value) }
  }

  /// The files' names, without their folders.
  package var names: [String] { Set(files.keys.map { $0.split(separator: "/").last.map(String.init) ?? $0 }).sorted() }

  /// The lines of every file.
  var texts: [String: [String]] { files }
}

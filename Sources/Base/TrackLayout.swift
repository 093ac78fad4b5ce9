/// The files that a module of one track consists of.
package struct TrackLayout: Sendable, Equatable {
  package let track: Track
  /// The name for people, such as "FastAPI".
  package let title: String
  /// The language that its modules are written in, such as "Python".
  package let language: String
  /// The file that a module's folder must contain.
  package let mainFile: String
  /// How the names of source files end, with the dot.
  package let sourceSuffix: String
  /// True when a module is every source file of its folder; false when it is the main file, which imports the others.
  package let isWholeFolder: Bool
  /// Files and folders that tools keep beside a module and that are not part of it.
  package let toolFiles: Set<String>

  package init(
    track: Track, title: String, language: String, mainFile: String, sourceSuffix: String, isWholeFolder: Bool,
    toolFiles: Set<String>
  ) {
    self.track = track
    self.title = title
    self.language = language
    self.mainFile = mainFile
    self.sourceSuffix = sourceSuffix
    self.isWholeFolder = isWholeFolder
    self.toolFiles = toolFiles
  }

  /// Whether a file of that name, in a module's folder, is one of the module's source files. Hidden ones are not: editors
  /// and systems keep their own files there, such as Emacs' `.#main.swift` and macOS' `._main.swift`.
  package func isSource(_ name: String) -> Bool {
    name.hasSuffix(sourceSuffix) && name.utf8.first != UInt8(ascii: ".") && !toolFiles.contains(name)
  }
}

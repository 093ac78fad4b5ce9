/// The lines that a Swift module's log may name as its route's.
struct SwiftRoute {
  private let source: RouteSource

  /// Nil when none of the files has that place.
  init?(_ place: RaisedException.Place, in sources: SourceFiles) {
    let files = sources.texts.map { SwiftSource($0.lines) }
    let own = sources.ownLines(place.line, at: place.file.plainSpelling[...]).map(\.file)
    guard !own.isEmpty else { return nil }
    let middleware = files.enumerated().flatMap { number, file in
      file.middleware.map { RouteSource.Lines(file: number, range: $0) }
    }
    source = RouteSource(
      beginning: own.map { RouteSource.Lines(file: $0, range: files[$0].extent(from: place.line)) }, in: files,
      without: middleware.filter { !own.contains($0.file) || !$0.range.contains(place.line) })
  }

  /// `files` are the numbers of the files that may be meant.
  func contains(line: Int, of files: [Int]) -> Bool {
    source.contains(line: line) { files.contains($0) }
  }
}

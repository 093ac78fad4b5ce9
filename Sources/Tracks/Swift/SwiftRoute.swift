/// The lines that a Swift module's log may name as its route's.
struct SwiftRoute {
  private let place: RaisedException.Place
  private let names: [String]
  private let source: RouteSource

  init(_ place: RaisedException.Place, in sources: SourceFiles) {
    self.place = place
    let texts = sources.texts
    names = texts.map(\.name)
    let files = texts.map { SwiftSource($0.lines) }
    let middleware = files.enumerated().flatMap { number, file in
      file.middleware.map { RouteSource.Lines(file: number, range: $0) }
    }.filter { texts[$0.file].name != place.file || !$0.range.contains(place.line) }
    let beginning = files.indices
      .filter { texts[$0].name == place.file && files[$0].code.indices.contains(place.line - 1) }
      .map { RouteSource.Lines(file: $0, range: files[$0].extent(from: place.line)) }
    source = RouteSource(beginning: beginning, in: files, without: middleware)
  }

  func contains(_ other: RaisedException.Place) -> Bool {
    other == place || source.contains(line: other.line) { names[$0] == other.file }
  }
}

/// The lines that a log may name as a route's own: where it is added, its code, and the code that it uses.
struct RouteSource {
  private typealias Lines = (file: String, range: ClosedRange<Int>)

  private let route: RaisedException.Place
  private let own: [Lines]
  /// Not the route's, even within a type that the route uses.
  private let middleware: [Lines]

  init(_ route: RaisedException.Place, in sources: SourceFiles) {
    self.route = route
    let files = sources.texts.map { (name: $0.name, source: SwiftSource($0.lines)) }
    middleware = files.flatMap { file in file.source.middleware.map { (file.name, $0) } }
      .filter { $0.0 != route.file || !$0.1.contains(route.line) }
    let declared = files.flatMap { file in file.source.declarations.map { (file: file, name: $0.name, range: $0.lines) }
    }
    var pending = files.filter { $0.name == route.file && $0.source.code.indices.contains(route.line - 1) }
      .map { (file: $0, range: $0.source.extent(from: route.line)) }
    var own: [Lines] = []
    var known: Set<String> = []
    while let next = pending.popLast() {
      own.append((next.file.name, next.range))
      let names = next.file.source.names(in: next.range).subtracting(known)
      known.formUnion(names)
      pending += declared.filter { names.contains($0.name) }.map { ($0.file, $0.range) }
    }
    self.own = own
  }

  func contains(_ place: RaisedException.Place) -> Bool {
    func holds(_ lines: Lines) -> Bool { lines.file == place.file && lines.range.contains(place.line) }
    return place == route || own.contains(where: holds) && !middleware.contains(where: holds)
  }
}

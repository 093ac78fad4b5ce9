/// The lines of a FastAPI module's route, when its path stands in the source as it is.
struct PythonRoute {
  private let source: RouteSource

  /// Nil when the path is put together in some way, so that one cannot be sure which function it leads to.
  init?(_ path: String, in sources: SourceFiles) {
    let files = sources.texts.map { PythonSource($0.lines) }
    var beginning: [RouteSource.Lines] = []
    for (number, source) in files.enumerated() {
      for literal in source.literals where literal.text == path {
        guard let statement = source.statement(of: literal.line) else { return nil }
        let text = source.code[(statement.lowerBound - 1)..<statement.upperBound].joined(separator: " ")
        if let function = source.function(decoratedBy: statement) {
          beginning.append(.init(file: number, range: function))
        } else if text.contains(/\.(?:add_api_route|add_route)\s*\(|\b(?:API)?Route\s*\(/) {
          beginning.append(.init(file: number, range: statement))
        } else if !text.contains(/==|!=|\bin\b/) {
          return nil
        }
      }
    }
    guard !beginning.isEmpty else { return nil }
    source = RouteSource(beginning: beginning, in: files)
  }

  /// `files` are the numbers of the files that may be meant.
  func contains(line: Int, of files: [Int]) -> Bool {
    source.contains(line: line) { files.contains($0) }
  }
}

internal import Files
internal import Report
internal import Tracks

/// The telling part of a stack: the module's own lines, the library function that the last of them called, and where
/// that ended.
struct StackSummary {
  let places: [CodePlace]

  /// `readable` has the functions' names as a person writes them.
  init(_ found: BlockFinder.Found, _ sources: SourceFiles, _ readable: [String: String]) {
    let own = found.stack.filter { $0.text(in: sources) != nil }
    let library = found.own.map { found.stack[($0 + 1)...] } ?? found.stack[...]
    let called = library.first.map { [$0] } ?? []
    let last = library.dropFirst().last.map { [$0] } ?? []
    places = (own + called + last).map { frame in
      let text = frame.text(in: sources)
      return CodePlace(
        file: frame.file.map { text == nil ? Self.shortened($0) : Path.name($0) } ?? "", line: frame.line ?? 0,
        function: readable[frame.function] ?? frame.function, text: text)
    }
  }

  /// From the library's name on, or the last two parts.
  private static func shortened(_ file: String) -> String {
    if let packages = file.range(of: "site-packages/") { return String(file[packages.upperBound...]) }
    return file.split(separator: "/").suffix(2).joined(separator: "/")
  }
}

extension StackFrame {
  /// The text of its line without indentation; nil when it is not one of the module's files.
  func text(in sources: SourceFiles) -> String? {
    guard let file, let line else { return nil }
    let text = sources.lines(line, at: Substring(file.plainSpelling)).first
    return text.map { String($0.drop(while: \.isWhitespace)) }
  }
}

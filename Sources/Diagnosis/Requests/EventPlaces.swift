internal import Base
internal import Files
internal import Report
package import Tracks

/// The places and names in events, as a person knows them from the module's source.
package struct EventPlaces {
  private let sources: SourceFiles

  package init(_ sources: SourceFiles) {
    self.sources = sources
  }

  /// Nil for an event without a file and a line.
  func place(_ fields: JSONValue, name: String) -> CodePlace? {
    guard case .text(let file)? = fields["file"], let line = fields["line"]?.amount.flatMap({ Int(exactly: $0) }) else {
      return nil
    }
    return place(file, line, name: name)
  }

  func place(_ file: String, _ line: Int, name: String) -> CodePlace {
    let text = sources.lines(line, at: Substring(file)).first.map { String($0.drop(while: \.isWhitespace)) }
    return CodePlace(file: text == nil ? Self.shortened(file) : Path.name(file), line: line, function: name, text: text)
  }

  /// What an event calls something; in Swift, what the source calls it, because a closure has no name.
  func name(_ fields: JSONValue, or other: String) -> String {
    if case .text(let name)? = fields["name"] { return name }
    guard case .text(let file)? = fields["file"], let line = fields["line"]?.amount.flatMap({ Int(exactly: $0) }) else {
      return other
    }
    return DeclaredName.of(line: line) { sources.lines($0, at: Substring(file)).first } ?? other
  }

  /// From the library's name on, or the last two parts.
  private static func shortened(_ file: String) -> String {
    if let packages = file.range(of: "site-packages/") { return String(file[packages.upperBound...]) }
    return file.split(separator: "/").suffix(2).joined(separator: "/")
  }
}

/// What a line of Swift declares, or passes by name.
package enum DeclaredName {
  /// The line is where a call begins; its declaration may have begun on a line before.
  package static func of(line: Int, _ text: (Int) -> String?) -> String? {
    for number in stride(from: line, through: max(line - 3, 1), by: -1) {
      guard let text = text(number) else { continue }
      if let declared = text.firstMatch(of: /\b(?:let|var)\s+`?(\w+)`?\s*(?::[^=]*)?=/) { return String(declared.1) }
      if let function = text.firstMatch(of: /\bfunc\s+`?(\w+)`?/) { return String(function.1) }
      if let variable = text.firstMatch(of: /\bvar\s+`?(\w+)`?\s*:[^={]*\{/) { return String(variable.1) }
      if number == line, let passed = text.firstMatch(of: /\.use\(\s*([A-Za-z_][\w.]*)/) {
        return String(passed.1)
      }
      // A line before belongs to the call only if it is not finished.
      if number < line, text.allSatisfy(\.isWhitespace) || text.hasPrefix("}") { return nil }
    }
    return nil
  }
}

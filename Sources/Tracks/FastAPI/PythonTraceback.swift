/// The tracebacks in a log, in Python's own form, plain or within a JSON text.
struct PythonTraceback {
  private static let longestExcerpt = 12

  private let lines: [String]
  private let sources: SourceFiles

  private enum Ending {
    case exception(type: String, message: String)
    /// The log ends, or goes on with something else.
    case none
  }

  static func all(in log: String, _ sources: SourceFiles) -> [RaisedException] {
    let reader = PythonTraceback(
      lines: log.unescapedTracebacks.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(
        String.init),
      sources: sources)
    return reader.read()
  }

  private func read() -> [RaisedException] {
    var found: [RaisedException] = []
    var index = 0
    while index < lines.count {
      guard let margin = Self.margin(ofHeader: lines[index]) else {
        index += 1
        continue
      }
      let (raised, end) = block(from: index, margin)
      if let raised {
        // The last of a chain is what the caller saw, unless only the first comes from the module.
        if let last = found.last, isChained(index) {
          if raised.place != nil || last.place == nil { found[found.count - 1] = raised }
        } else {
          found.append(raised)
        }
      }
      index = max(end, index + 1)
    }
    return found
  }

  /// What stands before the line in each line of its traceback; nil for another line.
  private static func margin(ofHeader line: String) -> String? {
    guard let header = line.range(of: "Traceback (most recent call last):") else { return nil }
    // A group's members are drawn with bars, and its own header with a plus sign.
    let margin = line[..<header.lowerBound].replacing("Exception Group ", with: "").replacing("+", with: "|")
    return margin.allSatisfy { $0 == " " || $0 == "|" } ? String(margin) : ""
  }

  /// Whether an exception came of the one above: Python says so between them.
  private func isChained(_ index: Int) -> Bool {
    lines[max(0, index - 4)..<index].contains {
      $0.contains("During handling of the above exception") || $0.contains("was the direct cause of the following")
    }
  }

  private func block(from start: Int, _ margin: String) -> (RaisedException?, end: Int) {
    var place: RaisedException.Place?
    var excerpt = start > 0 && !lines[start - 1].isEmpty && !lines[start - 1].isAccessLine ? [lines[start - 1]] : []
    excerpt.append(lines[start])
    var isForeign = false
    var index = start + 1
    while index < lines.count {
      let line = lines[index].hasPrefix(margin) ? String(lines[index].dropFirst(margin.count)) : lines[index]
      if let frame = line.firstMatch(of: /^\s+File "(.+)", line (\d+)/), let number = Int(frame.2) {
        let own = sources.ownLine(number, at: String(frame.1).plainSpelling[...])
        if let own { place = RaisedException.Place(file: own.name, line: own.number) }
        if own == nil && !isForeign { excerpt.append("  …") }
        isForeign = own == nil
      }
      guard line.first?.isWhitespace ?? true else { break }
      if line.allSatisfy(\.isWhitespace) { break }
      if !isForeign { excerpt.append(lines[index]) }
      index += 1
    }
    guard index < lines.count, case .exception(let type, let message) = ending(index, margin) else {
      return (nil, index)
    }
    guard !type.hasSuffix("ExceptionGroup") else { return (nil, index + 1) }
    excerpt.append(lines[index])
    let raised = RaisedException(
      place: place, type: type, message: message,
      lines: excerpt.count <= Self.longestExcerpt
        ? excerpt : excerpt.prefix(2) + ["  …"] + excerpt.suffix(Self.longestExcerpt - 3))
    return (raised, index + 1)
  }

  private func ending(_ index: Int, _ margin: String) -> Ending {
    let line = lines[index].hasPrefix(margin) ? lines[index].dropFirst(margin.count) : lines[index][...]
    guard let match = line.prefixMatch(of: /([A-Za-z_][\w.]*)(?::\s?(.*))?$/) else { return .none }
    return .exception(type: String(match.1), message: match.2.map(String.init) ?? "")
  }
}

extension String {
  /// Tracebacks that stand on one line, as in JSON, with their own line ends and quotes, and on lines of their own.
  fileprivate var unescapedTracebacks: String {
    guard contains("Traceback (most recent call last):\\n") else { return self }
    return split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      line.contains("Traceback (most recent call last):\\n") ? line.unescaped : String(line)
    }.joined(separator: "\n")
  }
}

extension Substring {
  fileprivate var unescaped: String {
    var text = ""
    var rest = makeIterator()
    while let letter = rest.next() {
      switch letter {
      case "\\":
        guard let escaped = rest.next() else { break }
        text += escaped == "n" ? "\n" : "\"\\/".contains(escaped) ? String(escaped) : "\\\(escaped)"
      case "\"": text += "\n\""
      default: text.append(letter)
      }
    }
    return text
  }
}

/// A line of a file, as a log names it.
struct SourcePlace {
  /// The log up to the end of the file's name.
  let before: Substring
  let line: Int

  /// Every place in `log` whose file's name ends in `suffix`, in any of the forms that loggers write.
  ///
  /// It reads a log in one go, whatever is in it: regular expressions needed minutes for some.
  static func all(in log: String, suffix: String) -> [SourcePlace] {
    SourcePlaceScanner(log, suffix: suffix).places()
  }

  /// The file's name and the line, as far as the name goes without blanks and brackets.
  var words: String {
    let name = before.reversed().prefix { $0.isLetter || $0.isNumber || "_.~-".contains($0) }.reversed()
    return "\(String(name)):\(line)"
  }
}

/// Finds the places in a log, file by file.
private struct SourcePlaceScanner {
  /// Between a file and its line, when they are fields of their own.
  private static let longestGap = 400
  private static let longestPath = 1_024
  private static let marks = Array("\"'\\".utf8)

  private let text: String
  private let log: [UInt8]
  private let suffix: [UInt8]

  init(_ text: String, suffix: String) {
    self.text = text
    log = Array(text.utf8)
    self.suffix = Array(suffix.utf8)
  }

  func places() -> [SourcePlace] {
    var found: [SourcePlace] = []
    var index = 0
    var previous = 0
    while index + suffix.count <= log.count {
      defer { index += 1 }
      guard log[index] == suffix[0], log[index..<index + suffix.count].elementsEqual(suffix) else { continue }
      let end = index + suffix.count
      let start = startOfPath(before: index)
      let before = text[..<text.utf8.index(text.startIndex, offsetBy: end)]
      let lines = [written(after: end), field(after: end), field(before: start, after: previous, end: end)]
      found += Set(lines.compactMap(\.self)).map { SourcePlace(before: before, line: $0) }
      previous = end
    }
    return found
  }

  private func startOfPath(before end: Int) -> Int {
    var start = end
    while start > 0, end - start < Self.longestPath, isPath(log[start - 1]) { start -= 1 }
    return start
  }

  /// `File "main.py", line 12` and `main.swift:12`
  private func written(after end: Int) -> Int? {
    let start = skip(Self.marks, from: end)
    let separators = [Array(", line ".utf8), Array(":".utf8)]
    return separators.lazy.compactMap { starts(with: $0, at: start) ? number(at: start + $0.count)?.value : nil }.first
  }

  /// `"file": "main.py", "lineno": 12`
  private func field(after end: Int) -> Int? {
    guard end < log.count, !isWord(log[end]) else { return nil }
    let last = min(end + Self.longestGap + 1, log.count - 1)
    guard end + 1 <= last else { return nil }
    return (end + 1...last).lazy.compactMap { lineField(at: $0)?.value }.first
  }

  /// `"lineno": 12, "file": "main.py"`
  private func field(before start: Int, after previous: Int, end: Int) -> Int? {
    guard end == log.count || !isWord(log[end]) else { return nil }
    let first = max(previous, start - Self.longestGap, 1)
    guard first < start else { return nil }
    return (first..<start).lazy.compactMap { index in
      lineField(at: index).flatMap { $0.end <= start ? $0.value : nil }
    }.first
  }

  /// The number of a field whose name begins with "line"; nil when none begins here.
  private func lineField(at index: Int) -> (value: Int, end: Int)? {
    guard log[index] == UInt8(ascii: "l"), !isWord(log[index - 1]), starts(with: Array("line".utf8), at: index) else {
      return nil
    }
    var index = index
    while index < log.count, isWord(log[index]) { index += 1 }
    index = skipBlanks(from: skip(Self.marks, from: index))
    guard index < log.count, log[index] == UInt8(ascii: ":") || log[index] == UInt8(ascii: "=") else { return nil }
    return number(at: skip(Self.marks, from: skipBlanks(from: index + 1)))
  }

  private func number(at start: Int) -> (value: Int, end: Int)? {
    var end = start
    while end < log.count, end - start < 10, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(log[end]) { end += 1 }
    return Int(String(decoding: log[start..<end], as: UTF8.self)).map { ($0, end) }
  }

  private func starts(with bytes: [UInt8], at index: Int) -> Bool {
    index + bytes.count <= log.count && log[index..<index + bytes.count].elementsEqual(bytes)
  }

  private func skip(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < log.count, bytes.contains(log[index]) { index += 1 }
    return index
  }

  private func skipBlanks(from start: Int) -> Int {
    skip(Array(" \t\r\n".utf8), from: start)
  }

  /// A letter of any language, a digit, or an underscore.
  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private func isPath(_ byte: UInt8) -> Bool {
    isWord(byte) || "/.~-".utf8.contains(byte)
  }
}

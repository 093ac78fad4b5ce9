/// Cuts bytes into lines of any length; repairs what is not UTF-8, and drops NUL.
package struct LineCutter {
  private var rest: [UInt8] = []
  private var lines: [String] = []

  package init() {}

  package mutating func append(_ bytes: [UInt8]) {
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let last = pieces.popLast() else { return }
    for piece in pieces {
      lines.append(Self.decode(rest + piece))
      rest = []
    }
    rest += last
  }

  /// The next complete line.
  package mutating func next() -> String? { lines.isEmpty ? nil : lines.removeFirst() }

  /// What stands after the last newline; nil when nothing does.
  package mutating func finish() -> String? {
    defer { rest = [] }
    return rest.isEmpty ? nil : Self.decode(rest)
  }

  package mutating func removeAll() { self = LineCutter() }

  private static func decode(_ bytes: [UInt8]) -> String {
    let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes.dropLast(0)
    return String(decoding: line.filter { $0 != 0 }, as: UTF8.self)
  }
}

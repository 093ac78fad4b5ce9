/// Splits a stream of bytes into lines, and keeps an unfinished line for the next bytes; repairs invalid UTF-8.
package struct LineSplitter {
  private let limit: Int
  private var rest: [UInt8] = []

  /// A longer unfinished line is split after about `limit` bytes.
  package init(limit: Int = .max) {
    self.limit = limit
  }

  /// The lines that `bytes` complete, without their newlines.
  package mutating func split(_ bytes: [UInt8]) -> [String] {
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let last = pieces.popLast() else { return [] }
    var lines: [String] = []
    for piece in pieces {
      rest += piece
      takeRest(into: &lines)
    }
    rest += last
    if rest.count > limit { takeRest(into: &lines) }
    return lines
  }

  /// Removes and returns the unfinished line, if there is one.
  package mutating func takeRest() -> String? {
    defer { rest = [] }
    return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
  }

  private mutating func takeRest(into lines: inout [String]) {
    lines.append(String(decoding: rest, as: UTF8.self))
    rest.removeAll(keepingCapacity: true)
  }
}

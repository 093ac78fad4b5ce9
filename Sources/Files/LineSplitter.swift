internal import Base

/// Splits a stream of bytes into lines, and keeps an unfinished line for the next bytes.
package struct LineSplitter {
  private let limit: Int
  private let keepsBytes: Bool
  private var rest: [UInt8] = []

  /// A longer unfinished line is split after about `limit` bytes. Bytes that are not UTF-8 are replaced, or carried along
  /// if `keepsBytes`.
  package init(limit: Int = .max, keepsBytes: Bool = false) {
    self.limit = limit
    self.keepsBytes = keepsBytes
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
    return rest.isEmpty ? nil : text(rest)
  }

  private mutating func takeRest(into lines: inout [String]) {
    lines.append(text(rest))
    rest.removeAll(keepingCapacity: true)
  }

  private func text(_ bytes: [UInt8]) -> String {
    keepsBytes ? String(keeping: bytes) : String(decoding: bytes, as: UTF8.self)
  }
}

/// Splits a stream of bytes into lines, and keeps an unfinished one for the next piece.
struct LineSplitter {
  /// A longer line is split after this many bytes.
  private static let limit = 64 * 1024
  private var rest: [UInt8] = []

  mutating func split(_ bytes: [UInt8]) -> [String] {
    var pieces = (rest + bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    rest = pieces.popLast().map(Array.init) ?? []
    if rest.count > Self.limit {
      pieces.append(rest[...])
      rest = []
    }
    return pieces.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The unfinished line; nil when there is none.
  mutating func takeRest() -> String? {
    defer { rest = [] }
    return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
  }
}

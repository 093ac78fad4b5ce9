/// Cuts a stream of bytes into lines, keeping an unfinished one for the next piece.
struct LineSplitter {
  private var rest: [UInt8] = []

  mutating func split(_ bytes: [UInt8]) -> [String] {
    var pieces = (rest + bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    rest = pieces.popLast().map(Array.init) ?? []
    return pieces.map { String(decoding: $0, as: UTF8.self) }
  }
}

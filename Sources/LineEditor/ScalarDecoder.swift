/// Decodes Unicode scalars from a queue of bytes. Drops invalid UTF-8, NUL, and the control characters beyond ASCII,
/// which no key produces.
package struct ScalarDecoder {
  private var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  package var count: Int { bytes.count - start }

  package mutating func append(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
  }

  mutating func removeAll() {
    bytes = []
    start = 0
  }

  mutating func removeFirst(_ count: Int) {
    start += count
    if start == bytes.count { removeAll() }
  }

  package enum Control: UInt8 {
    case interrupt = 3
    case stop = 26
    case quit = 28
  }

  /// Removes and returns the keys in the type-ahead that take effect immediately. Ctrl-C drops everything before it.
  package mutating func takeControls() -> [Control] {
    var controls: [Control] = []
    var kept: [UInt8] = []
    for byte in bytes[start...] {
      guard let control = Control(rawValue: byte) else {
        kept.append(byte)
        continue
      }
      controls.append(control)
      if control == .interrupt { kept = [] }
    }
    if !controls.isEmpty {
      bytes = kept
      start = 0
    }
    return controls
  }

  /// Nil if the next scalar is incomplete.
  package mutating func next() -> Unicode.Scalar? {
    while start < bytes.count {
      let length = Self.length(of: bytes[start])
      guard length > 0 else {
        removeFirst(1)
        continue
      }
      let piece = bytes[start..<min(start + length, bytes.count)]
      let wellFormed = 1 + piece.dropFirst().prefix { $0 & 0xc0 == 0x80 }.count
      if wellFormed == piece.count && piece.count < length { return nil }
      let scalar = wellFormed == length ? Self.decode(piece) : nil
      removeFirst(wellFormed)
      if let scalar, scalar.value != 0, !(0x80...0x9f).contains(scalar.value) { return scalar }
    }
    return nil
  }

  private static func length(of lead: UInt8) -> Int {
    switch lead {
    case 0..<0x80: 1
    case 0xc2..<0xe0: 2
    case 0xe0..<0xf0: 3
    case 0xf0..<0xf5: 4
    default: 0
    }
  }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator), iterator.next() == nil else { return nil }
    return scalar
  }
}

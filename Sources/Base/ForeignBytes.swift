/// Bytes that are not UTF-8, carried within a `String`.
///
/// A path on Linux can consist of any bytes. Each byte that is not part of UTF-8 becomes one of the last characters of
/// Unicode, which no one uses, so that a path stays text and can still be turned back into exactly the same bytes.
private enum ForeignByte {
  private static let first: UInt32 = 0x10ff00

  /// Nil for an ASCII byte, which is always UTF-8.
  static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
    byte < 0x80 ? nil : Unicode.Scalar(first + UInt32(byte))
  }

  static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    scalar.value >= first + 0x80 ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }
}

extension Unicode.Scalar {
  /// True for one that stands for a byte that is not UTF-8.
  package var isForeignByte: Bool { ForeignByte.byte(self) != nil }
}

extension String {
  /// Decodes UTF-8, and carries every other byte along.
  package init(keeping bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    if let text = String(validating: bytes, as: UTF8.self), !text.hasForeignBytes {
      self = text
      return
    }
    var scalars = UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
      // A character takes up to four bytes. A genuine one that would be taken for a byte is carried byte by byte, too.
      let known = (1...4).lazy
        .compactMap { String(validating: rest.prefix($0), as: UTF8.self)?.unicodeScalars.first }
        .first { !$0.isForeignByte }
      if let scalar = known ?? ForeignByte.scalar(byte) { scalars.append(scalar) }
      rest = rest.dropFirst(known.map { UTF8.width($0) } ?? 1)
    }
    self.init(scalars)
  }

  /// The bytes that `init(keeping:)` decoded.
  package var keptBytes: [UInt8] {
    guard hasForeignBytes else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in ForeignByte.byte(scalar).map { [$0] } ?? Array(String(scalar).utf8) }
  }

  /// True when it carries bytes that are not UTF-8.
  package var hasForeignBytes: Bool { unicodeScalars.contains(where: \.isForeignByte) }
}

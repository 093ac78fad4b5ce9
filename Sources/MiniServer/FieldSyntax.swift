/// The grammar of header fields (RFC 9110, section 5).
package enum FieldSyntax {
  /// Whether `name` is a token: one or more letters, digits or certain punctuation marks.
  package static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(isTokenByte)
  }

  package static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
  }

  /// Whether `text` equals `lowercase` apart from case; `lowercase` must be ASCII without capitals.
  package static func equals(_ text: some StringProtocol, _ lowercase: StaticString) -> Bool {
    let utf8 = text.utf8
    guard utf8.count == lowercase.utf8CodeUnitCount else { return false }
    return lowercase.withUTF8Buffer { expected in
      zip(utf8, expected).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
    }
  }

  /// The trimmed elements of a comma-separated value, without empty ones.
  package static func list(_ value: String) -> [Substring] {
    value.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var rest = text.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }
}

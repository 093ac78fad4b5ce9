internal import Base

/// A line of `diff` that names a file, such as `--- /lessons/main.py⇥2026-01-01`.
package struct DiffHeader {
  /// The whole path.
  package let path: String

  /// `diff` puts a name with unusual characters in quotes, with C's escapes. Nil for another line.
  package init?(_ line: Substring, mark: String) {
    guard line.hasPrefix(mark) else { return nil }
    let rest = line.dropFirst(mark.count)
    path = rest.first == "\"" ? Self.unquoted(rest.dropFirst()) : String(rest.prefix { $0 != "\t" })
  }

  /// Up to the closing quote.
  private static func unquoted(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      let digits = [escape] + rest.prefix(2)
      if let number = UInt8(String(decoding: digits, as: UTF8.self), radix: 8), digits.count == 3 {
        bytes.append(number)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(escapes[Unicode.Scalar(escape)] ?? escape)
      }
    }
    return String(keeping: bytes)
  }

  private static let escapes: [Unicode.Scalar: UInt8] = [
    "a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13,
  ]
}

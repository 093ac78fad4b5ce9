internal import Base

extension String {
  /// A log without colours, and with slashes as they are outside of JSON. Its escape characters were replaced before.
  var plainLog: String {
    replacing(/\u{FFFD}\[[0-9;]*m/, with: "").replacing("\\/", with: "/")
  }

  /// The text with its escapes resolved, which loggers write in many ways: those of JSON, Python, and URLs, also within
  /// each other. Blanks and characters that cannot be shown are alike.
  ///
  /// A path and a log that names it have the same spelling in this form, so that it can be found in the log.
  package var plainSpelling: String {
    var text = harmless
    // An escaped text may be part of another one.
    for _ in 0..<3 {
      let resolved = text.withoutBackslashes.withoutPercents.harmless
      if resolved == text { break }
      text = resolved
    }
    return text.withoutRuns
  }

  private var withoutBackslashes: String {
    guard utf8.contains(UInt8(ascii: "\\")) else { return self }
    var units: [UInt16] = []
    var rest = Array(utf16)[...]
    while let unit = rest.popFirst() {
      guard unit == UInt16(UInt8(ascii: "\\")), let next = rest.first, let letter = Unicode.Scalar(next) else {
        units.append(unit)
        continue
      }
      switch letter {
      case "n", "t", "r":
        units.append(UInt16(UInt8(ascii: " ")))
        rest.removeFirst()
      case "\\", "/", "\"", "'":
        units.append(next)
        rest.removeFirst()
      case "x", "u", "U":
        let length = letter == "x" ? 2 : letter == "u" ? 4 : 8
        let digits = String(decoding: rest.dropFirst().prefix(length), as: UTF16.self)
        guard digits.utf16.count == length, let number = UInt32(digits, radix: 16) else {
          units.append(unit)
          continue
        }
        units += number > 0xffff ? Array(String(Unicode.Scalar(number) ?? "\u{fffd}").utf16) : [UInt16(number)]
        rest = rest.dropFirst(1 + length)
      default: units.append(unit)
      }
    }
    // Halves of pairs find each other here; others become replacement characters.
    return String(decoding: units, as: UTF16.self)
  }

  private var withoutPercents: String {
    guard utf8.contains(UInt8(ascii: "%")) else { return self }
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let number = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(number)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// With one blank, or one replacement character, for several in a row.
  private var withoutRuns: String {
    var scalars = UnicodeScalarView()
    for scalar in unicodeScalars {
      let plain: Unicode.Scalar = scalar.properties.isWhitespace ? " " : scalar
      let repeats = plain == scalars.last && (plain == " " || plain == "\u{fffd}")
      if !repeats { scalars.append(plain) }
    }
    return String(scalars)
  }
}

/// Reads one JSON value (RFC 8259) within limits, so that the text of a stranger can use up neither memory nor stack.
struct JSONReader {
  enum Problem: Error, Equatable {
    case malformed
    /// More levels than `deepest`.
    case tooDeep
    /// More values than `heaviest` allows.
    case tooMany
  }

  /// As many levels as most parsers allow.
  static let deepest = 512
  /// The weight of all values together: 1 each, and `weight` more for a list or an object.
  static let heaviest = 1_000_000
  /// A list or an object takes as much memory as so many numbers.
  private static let weight = 8

  /// Valid only within `read`; without bounds checks and reference counts, long texts are read much faster.
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var level = 0
  private var load = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  static func read(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    try bytes.withUnsafeBufferPointer { bytes throws(Problem) in
      var reader = JSONReader(bytes)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
      let value = try reader.value()
      guard reader.index == bytes.count else { throw .malformed }
      return value
    }
  }

  /// A value with the blanks around it.
  private mutating func value() throws(Problem) -> JSONValue {
    try add(1)
    skipBlanks()
    let value: JSONValue =
      switch next {
      case UInt8(ascii: "{"): try nested { reader throws(Problem) in try reader.object() }
      case UInt8(ascii: "["): try nested { reader throws(Problem) in try reader.list() }
      case UInt8(ascii: "\""): .text(try text())
      case UInt8(ascii: "t"): try word("true", .flag(true))
      case UInt8(ascii: "f"): try word("false", .flag(false))
      case UInt8(ascii: "n"): try word("null", .null)
      default: .number(try number())
      }
    skipBlanks()
    return value
  }

  private mutating func nested(_ read: (inout JSONReader) throws(Problem) -> JSONValue) throws(Problem) -> JSONValue {
    level += 1
    guard level <= Self.deepest else { throw .tooDeep }
    try add(Self.weight)
    index += 1
    let value = try read(&self)
    level -= 1
    return value
  }

  private mutating func add(_ weight: Int) throws(Problem) {
    load += weight
    guard load <= Self.heaviest else { throw .tooMany }
  }

  private mutating func list() throws(Problem) -> JSONValue {
    var elements: [JSONValue] = []
    skipBlanks()
    if take("]") { return .list([]) }
    repeat { elements.append(try value()) } while take(",")
    try demand("]")
    return .list(elements)
  }

  private mutating func object() throws(Problem) -> JSONValue {
    var fields: [String: JSONValue] = [:]
    skipBlanks()
    if take("}") { return .object([:]) }
    repeat {
      skipBlanks()
      let name = try text()
      skipBlanks()
      try demand(":")
      fields[name] = try value()
    } while take(",")
    try demand("}")
    return .object(fields)
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
    let isThere = word.withUTF8Buffer { bytes[index...].starts(with: $0) }
    guard isThere else { throw .malformed }
    index += word.utf8CodeUnitCount
    return value
  }

  private mutating func number() throws(Problem) -> Double {
    let start = index
    _ = take("-")
    let first = next
    let whole = skipDigits()
    guard whole == 1 || whole > 1 && first != UInt8(ascii: "0") else { throw .malformed }
    if take("."), skipDigits() == 0 { throw .malformed }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if skipDigits() == 0 { throw .malformed }
    }
    // A number that is too large for a Double becomes infinite.
    guard let number = Double(String(decoding: bytes[start..<index], as: UTF8.self)), number.isFinite else {
      throw .malformed
    }
    return number
  }

  /// Returns how many there were.
  private mutating func skipDigits() -> Int {
    let start = index
    while let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { index += 1 }
    return index - start
  }

  private mutating func text() throws(Problem) -> String {
    try demand("\"")
    let start = index
    index = endOfPlainText
    if next == UInt8(ascii: "\"") {
      defer { index += 1 }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    var units = Array(bytes[start..<index])
    while take("\\") {
      units += Array(try escaped().utf8)
      let end = endOfPlainText
      units += bytes[index..<end]
      index = end
    }
    try demand("\"")
    return String(decoding: units, as: UTF8.self)
  }

  /// The next byte that is a quote, a backslash, or a control character.
  private var endOfPlainText: Int {
    let (bytes, count) = (bytes, bytes.count)
    var end = index
    while end < count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
      end += 1
    }
    return end
  }

  /// What stands after a backslash. Half of a surrogate pair becomes a replacement character.
  private mutating func escaped() throws(Problem) -> String {
    guard let byte = next else { throw .malformed }
    index += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try unit()
      guard UTF16.isLeadSurrogate(first), bytes[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
        return String(decoding: [first], as: UTF16.self)
      }
      let place = index
      index += 2
      let second = try unit()
      guard UTF16.isTrailSurrogate(second) else {
        index = place
        return "\u{FFFD}"
      }
      return String(decoding: [first, second], as: UTF16.self)
    default: throw .malformed
    }
  }

  private mutating func unit() throws(Problem) -> UInt16 {
    let digits = bytes[index...].prefix(4)
    // `UInt16.init` takes a sign, too.
    let areDigits = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, areDigits, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw .malformed
    }
    index += 4
    return unit
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let next, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func demand(_ character: Unicode.Scalar) throws(Problem) {
    guard take(character) else { throw .malformed }
  }
}

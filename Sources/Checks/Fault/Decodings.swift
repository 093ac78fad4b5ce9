internal import Foundation

/// The texts that a reader may take from a text: itself, and what it says in the usual encodings, one within another.
struct Decodings {
  struct Decoding {
    /// How it was encoded, to follow "in"; nil for the text itself.
    let name: String?
    let bytes: [UInt8]
  }

  let all: [Decoding]

  /// Only the beginning of a text is decoded, because it may be of any length.
  private static let limit = 1 << 16
  private static let shortest = 8

  init(_ text: String) {
    let whole = [UInt8](text.utf8.prefix(Self.limit))
    var all = [Decoding(name: nil, bytes: whole)]
    var newest = all
    for _ in 0..<2 {
      newest = newest.flatMap { decoding in
        Self.decoders.flatMap { name, decode in
          decode(decoding.bytes).map {
            Decoding(name: decoding.name.map { "\(name) within \($0)" } ?? name, bytes: $0)
          }
        }
      }
      all += newest
    }
    self.all = all
  }

  private static let decoders: [(String, @Sendable ([UInt8]) -> [[UInt8]])] = [
    ("percent-encoding", { percents($0) }),
    ("escapes", { escapes($0) }),
    ("character references", { references($0) }),
    ("Base64", { base64($0) }),
    ("hexadecimal digits", { hexadecimal($0) }),
    ("character codes", { codes($0) }),
  ]

  /// `%41`.
  private static func percents(_ bytes: [UInt8]) -> [[UInt8]] {
    let mark = UInt8(ascii: "%")
    guard bytes.contains(mark) else { return [] }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == mark, let value = number(bytes[(index + 1)...].prefix(2), 2) {
        result.append(value)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return [result]
  }

  /// `\u0041` and `\x41`.
  private static func escapes(_ bytes: [UInt8]) -> [[UInt8]] {
    let mark = UInt8(ascii: "\\")
    guard bytes.contains(mark) else { return [] }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...].dropFirst(2)
      if bytes[index] == mark, index + 1 < bytes.count {
        if bytes[index + 1] == UInt8(ascii: "u"), rest.starts(with: [48, 48]),
          let value = number(rest.dropFirst(2).prefix(2), 2)
        {
          result.append(value)
          index += 6
          continue
        }
        if bytes[index + 1] == UInt8(ascii: "x"), let value = number(rest.prefix(2), 2) {
          result.append(value)
          index += 4
          continue
        }
      }
      result.append(bytes[index])
      index += 1
    }
    return [result]
  }

  private static func number(_ digits: ArraySlice<UInt8>, _ count: Int) -> UInt8? {
    guard digits.count == count else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// `&#65;` and `&#x41;`.
  private static func references(_ bytes: [UInt8]) -> [[UInt8]] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains("&#") else { return [] }
    let plain = text.replacing(/&#(x?)([0-9a-fA-F]{2,4});/) { match in
      UInt8(match.2, radix: match.1.isEmpty ? 10 : 16).map { String(UnicodeScalar($0)) } ?? String(match.0)
    }
    return [Array(plain.utf8)]
  }

  /// Each run of letters of Base64, of its variant for URLs too, from each of the four places where a group may begin.
  private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
    // Lines of such text may be broken anywhere.
    let runs = bytes.filter { !isBlank($0) }.split { base64Value($0) == nil }
    return runs.filter { $0.count >= shortest * 4 / 3 }.flatMap { run in
      let values = run.compactMap(base64Value)
      return (0..<4).map { start in
        var result: [UInt8] = []
        for group in stride(from: start, to: values.count, by: 4) {
          let part = values[group..<min(group + 4, values.count)]
          guard part.count > 1 else { break }
          let bits = part.reduce(UInt32(0)) { $0 << 6 | UInt32($1) } << (6 * UInt32(4 - part.count))
          result += [UInt8(bits >> 16 & 0xff), UInt8(bits >> 8 & 0xff), UInt8(bits & 0xff)].prefix(part.count - 1)
        }
        return result
      }
    }
  }

  private static func base64Value(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - 48 + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

  /// Each run of pairs of hexadecimal digits, with or without a separator between them, from both places where a pair
  /// may begin.
  private static func hexadecimal(_ bytes: [UInt8]) -> [[UInt8]] {
    let separators = Array(" :,-.\n".utf8)
    let digits = bytes.filter { !separators.contains($0) }.split { !isHexadecimal($0) }
    return digits.filter { $0.count >= 2 * shortest }.flatMap { run in
      (0..<2).map { start in
        stride(from: run.startIndex + start, to: run.endIndex - 1, by: 2).compactMap { number(run[$0...$0 + 1], 2) }
      }
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// A list of the characters' decimal numbers.
  private static func codes(_ bytes: [UInt8]) -> [[UInt8]] {
    let numbers = bytes.split { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) }
      .map { UInt8(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let characters = numbers.map { 32..<127 ~= $0 ? $0 : 0 }
    return characters.count >= shortest ? [characters] : []
  }
}

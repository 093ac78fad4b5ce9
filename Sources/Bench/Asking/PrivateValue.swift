internal import Base
internal import Foundation
internal import Glibc

/// A value that only its owner may see, and what it is, such as "diary".
package struct PrivateValue: Sendable, Equatable {
  package let kind: String
  package let value: String
  /// The value, and its words as far as they are long enough to tell, in lower-case letters.
  fileprivate let parts: [[UInt8]]

  package init(_ kind: String, _ value: String) {
    self.kind = kind
    self.value = value
    let words = value.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    let parts =
      [value].filter { $0.utf8.count >= Self.shortest } + words.filter { $0.utf8.count >= Self.shortestWord }
    self.parts = parts.map { Array($0.lowercased().utf8) }
  }

  /// Shorter texts could stand anywhere by chance.
  private static let shortest = 6
  private static let shortestWord = 7
  /// What Base64 makes of the shortest text.
  fileprivate static let shortestRun = 8
}

extension [PrivateValue] {
  /// Those that are in the response, whole or a word of them, in letters of any case, in plain text or encoded, and not
  /// in the request.
  package func disclosed(by answer: Answer, to request: ProbeRequest) -> [PrivateValue] {
    let seen = DisclosedText(answer.headers.flatMap { [$0.name, $0.value] } + [answer.body])
    let found = map { secret in secret.parts.filter { seen.contains($0) } }
    guard found.contains(where: { !$0.isEmpty }) else { return [] }
    let told = DisclosedText([request.target, request.body] + request.headers.map(\.value))
    return zip(self, found).filter { $1.contains { !told.contains($0) } }.map(\.0)
  }
}

/// Texts to search in, in lower-case letters, together with what parts of them say once they are decoded.
private struct DisclosedText {
  private var bytes: [UInt8]

  init(_ texts: [String]) {
    let text = texts.joined(separator: "\n")
    let plain = Array(text.utf8)
    bytes = plain
    if plain.contains(UInt8(ascii: "%")), let decoded = text.removingPercentEncoding { bytes += Array(decoded.utf8) }
    // Enough of any error response; each run is decoded five times.
    for run in plain.prefix(1 << 16).split(whereSeparator: { !Self.isOfBase64($0) })
    where run.count >= PrivateValue.shortestRun {
      bytes += Self.decoded(run)
    }
    for index in bytes.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) {
      bytes[index] |= 0x20
    }
  }

  func contains(_ part: [UInt8]) -> Bool {
    guard let first = part.first else { return false }
    let length = part.count
    return bytes.withUnsafeBytes { bytes in
      part.withUnsafeBytes { part in
        guard var place = bytes.baseAddress, let part = part.baseAddress else { return false }
        let end = place + bytes.count
        while let found = memchr(place, Int32(first), end - place), end - UnsafeRawPointer(found) >= length {
          if memcmp(found, part, length) == 0 { return true }
          place = UnsafeRawPointer(found) + 1
        }
        return false
      }
    }
  }

  private static func isOfBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The run read as hexadecimal digits, and as Base64 of both alphabets, which may begin at any of its letters; each
  /// after a line break.
  private static func decoded(_ run: ArraySlice<UInt8>) -> [UInt8] {
    let letters = run.map { byte in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    var decoded: [UInt8] = []
    for skipped in 0..<4 {
      let rest = letters.dropFirst(skipped)
      let whole = rest.dropLast(rest.count % 4 == 1 ? 1 : 0)
      let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - whole.count % 4) % 4)
      if let data = Data(base64Encoded: Data(whole + padding)) { decoded += [UInt8(ascii: "\n")] + Array(data) }
    }
    let digits = run.map { hexadecimalDigit($0) }
    if !digits.contains(nil) {
      let pairs = stride(from: 0, to: digits.count - 1, by: 2)
      decoded += [UInt8(ascii: "\n")] + pairs.map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
    return decoded
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

internal import Files
internal import Foundation

/// One file of a module, which a log may name in many ways.
struct SourceFile: Sendable {
  /// The path's plain spelling, from its last character to the first.
  private let reversedPath: [Unicode.Scalar]
  /// Likewise, what Swift's `#fileID` says.
  private let reversedID: [Unicode.Scalar]
  private let nameLength: Int
  /// Without its folder.
  let name: String
  private let contents: Data

  init(_ path: String, contents: Data) {
    reversedPath = path.plainSpelling.unicodeScalars.reversed()
    name = Path.name(path)
    reversedID = "\(SwiftRuntime.moduleName)/\(name.plainSpelling)".unicodeScalars.reversed()
    nameLength = Path.name(path).plainSpelling.unicodeScalars.count
    self.contents = contents
  }

  /// True when `log` ends with the whole path, or with its last parts and no others before them. A blank separates
  /// parts, too, because some loggers break lines there.
  func isNamed(by log: Substring) -> Bool {
    let letters = Array(log.unicodeScalars.suffix(max(reversedPath.count, reversedID.count) + 1).reversed())
    if letters.starts(with: reversedID),
      !letters.dropFirst(reversedID.count).prefix(1).contains(where: Self.isPartOfPath)
    {
      return true
    }
    let common = zip(letters, reversedPath).prefix { $0 == $1 }.count
    guard common >= nameLength else { return false }
    return (nameLength...common).contains { length in
      guard length < letters.count else { return true }
      // A whole path begins with a slash, which another one before it does not change.
      if length == reversedPath.count { return letters[length] == "/" || !Self.isPartOfPath(letters[length]) }
      return (reversedPath[length] == "/" || reversedPath[length] == " ") && !Self.isPartOfPath(letters[length])
    }
  }

  /// Numbered from 1; nil when there is none of that number. Lines end as they do for compilers: with LF, CR, or both.
  /// The text may have any encoding that keeps ASCII.
  func line(_ number: Int) -> String? {
    var current = 1
    var line: [UInt8] = []
    var last: UInt8 = 0
    for byte in contents where current <= number {
      let isEnd = byte == Self.carriageReturn || byte == Self.lineFeed && last != Self.carriageReturn
      if isEnd { current += 1 } else if current == number, byte != Self.lineFeed { line.append(byte) }
      last = byte
    }
    return number > 0 && number <= current ? String(decoding: line, as: UTF8.self) : nil
  }

  /// Its lines, ending as in `line`.
  var lines: [String] {
    String(decoding: contents, as: UTF8.self).split(omittingEmptySubsequences: false) {
      ["\n", "\r", "\r\n"].contains($0)
    }.map(String.init)
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private static func isPartOfPath(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_/.~-".unicodeScalars.contains(scalar)
  }
}

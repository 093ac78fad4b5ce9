/// The name of a track, such as "swift": the language and server that a module is written for.
///
/// It is a name and nothing else. What a track does is in its definition, in its own folder below Sources/Tracks.
package struct Track: RawRepresentable, Hashable, Comparable, Sendable, Codable {
  package let rawValue: String

  /// Nil unless the name consists of lower-case letters, digits, and hyphens, because it becomes part of paths.
  package init?(rawValue: String) {
    guard Self.isName(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  /// For a definition. Precondition: `init(rawValue:)` would accept the name.
  package init(_ name: StaticString) {
    let text = "\(name)"
    precondition(Self.isName(text), "'\(text)' is not the name of a track")
    rawValue = text
  }

  package static func < (left: Track, right: Track) -> Bool { left.rawValue < right.rawValue }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-")
      }
  }
}

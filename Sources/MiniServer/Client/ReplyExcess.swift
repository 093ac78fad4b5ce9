/// What there was more of in a reply than the client reads.
package enum ReplyExcess: Sendable, Equatable, CustomStringConvertible {
  case head
  /// In bytes, of everything that arrives for one reply.
  case reply(limit: Int)
  /// In bytes, of the bodies of this reply and of earlier ones that are still needed.
  case together(limit: Int)

  package var description: String {
    switch self {
    case .head: "a head of more than \(Self.longestHead >> 10) KiB or \(Self.mostFields) fields"
    case .reply(let limit): "more than \(Self.size(limit))"
    case .together(let limit): "more than \(Self.size(limit)) together with the responses before it"
    }
  }

  /// In bytes.
  static let longestHead = 64 << 10
  static let mostFields = 256

  private static func size(_ bytes: Int) -> String {
    bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }
}

package import NIOCore

/// How much of the next request has arrived: nothing, part of its first line, or more.
///
/// The decoder reports received bytes, the connection reports complete requests.
package final class RequestArrival {
  @exclusivity(unchecked) package private(set) var hasBegun = false
  @exclusivity(unchecked) package private(set) var isPastRequestLine = false
  /// Another protocol follows the last request: what was not decoded is passed on as it is.
  @exclusivity(unchecked) var isUpgraded = false

  package init() {}

  package func received(_ bytes: ByteBufferView) {
    guard !isPastRequestLine else { return }
    hasBegun = true
    isPastRequestLine = bytes.contains(0x0A)
  }

  package func requestEnded() {
    hasBegun = false
    isPastRequestLine = false
  }

  /// Whether the bytes look like a request line, a token and a space, rather than the start of another protocol.
  package static func startsWithToken(_ bytes: some Collection<UInt8>) -> Bool {
    let token = bytes.prefix { FieldSyntax.isTokenByte($0) }
    return !token.isEmpty && bytes[token.endIndex...].first == 0x20
  }
}

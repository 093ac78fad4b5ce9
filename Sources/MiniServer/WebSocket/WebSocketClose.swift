package import NIOCore

/// Why one end closes a WebSocket: the code and the reason of its close frame (RFC 6455, section 7.4).
public struct WebSocketClose: Sendable, Hashable, CustomStringConvertible {
  public let code: Int
  /// At most 123 bytes of UTF-8; more is cut off.
  public let reason: String

  public init(_ code: Int, _ reason: String = "") {
    self.code = code
    self.reason = Self.cut(reason)
  }

  public var description: String { reason.isEmpty ? "\(code)" : "\(code) \(reason)" }

  public static let normal = WebSocketClose(1000)
  /// The server is shutting down.
  public static let goingAway = WebSocketClose(1001)
  /// A close frame without a code; never sent.
  package static let noCode = WebSocketClose(1005)
  /// The connection ended without a close frame; never sent.
  package static let abnormal = WebSocketClose(1006)
  /// The handler threw an error.
  public static let internalError = WebSocketClose(1011)

  package static func protocolError(_ reason: String) -> WebSocketClose { WebSocketClose(1002, reason) }
  static func invalidText(_ reason: String) -> WebSocketClose { WebSocketClose(1007, reason) }
  static func tooLarge(limit: Int) -> WebSocketClose { WebSocketClose(1009, "A message may have \(limit) bytes.") }

  /// Whether an endpoint may send the code: those that RFC 6455 and IANA's registry define, and 3000 to 4999.
  static func isAllowed(code: Int) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }

  private static let longestReason = 123

  private static func cut(_ reason: String) -> String {
    guard reason.utf8.count > longestReason else { return reason }
    var cut = ""
    for character in reason.unicodeScalars {
      guard cut.utf8.count + String(character).utf8.count <= longestReason else { break }
      cut.unicodeScalars.append(character)
    }
    return cut
  }

  /// The payload of its close frame.
  package var payload: ByteBuffer {
    guard self != .noCode else { return ByteBuffer() }
    var buffer = ByteBuffer(integer: UInt16(code))
    buffer.writeString(reason)
    return buffer
  }
}

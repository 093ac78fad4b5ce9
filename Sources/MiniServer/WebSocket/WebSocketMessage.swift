/// One message of a WebSocket, whole: the frames that it came in are joined.
public enum WebSocketMessage: Sendable, Hashable {
  case text(String)
  case binary([UInt8])

  /// Nil for a binary message.
  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

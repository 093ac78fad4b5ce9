internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// The server's side of the opening handshake (RFC 6455, section 4.2).
package enum WebSocketHandshake {
  /// What a client needs to know that asked for something else.
  package static let fields: Headers = ["Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"]

  /// Why the request does not open a WebSocket; nil if it does.
  package static func rejection(of request: Request) -> Rejection? {
    func lists(_ name: String, _ token: StaticString) -> Bool {
      request.headers.values(name).flatMap(FieldSyntax.list).contains { FieldSyntax.equals($0, token) }
    }
    guard request.method == "GET", lists("Upgrade", "websocket"), lists("Connection", "upgrade") else {
      return Rejection(426, "This route is a WebSocket.")
    }
    guard request.headers.values("Sec-WebSocket-Version") == ["13"] else {
      return Rejection(426, "The only WebSocket version that this server supports is 13.")
    }
    guard request.headers.values("Sec-WebSocket-Key").count == 1, isKey(request.headers["Sec-WebSocket-Key"] ?? "")
    else {
      return Rejection(.badRequest, "A WebSocket needs one Sec-WebSocket-Key: 16 bytes in Base64.")
    }
    guard request.body.stream == nil else {
      return Rejection(.badRequest, "A request for a WebSocket must have no body.")
    }
    return nil
  }

  /// 16 bytes are 22 digits, and two signs that fill up.
  private static func isKey(_ key: String) -> Bool {
    let bytes = Array(key.utf8)
    return bytes.count == 24 && bytes.suffix(2) == [0x3D, 0x3D]
      && bytes.dropLast(2).allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
        default: false
        }
      }
  }

  /// The value of `Sec-WebSocket-Accept` for a key; call it on the channel's event loop.
  ///
  /// SwiftNIO computes it only for a whole request.
  static func accept(_ key: String, on channel: any Channel) -> String {
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    head.headers = ["Upgrade": "websocket", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"]
    let upgrader = NIOWebSocketServerUpgrader(
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    var value = ""
    upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
      .assumeIsolated().whenSuccess { value = $0.first(name: "Sec-WebSocket-Accept") ?? "" }
    return value
  }
}

import MiniServer
import NIOPosix
import TestSupport

/// Runs a server whose every path is a WebSocket served by `handler`.
func withWebSockets<Value: Sendable>(
  _ configuration: Server.Configuration = Server.Configuration(), handler: @escaping WebSocketHandler,
  _ body: (Int) async throws -> Value
) async throws -> Value {
  try await withServer(
    configuration,
    handler: { request in
      if let rejection = WebSocketHandshake.rejection(of: request) {
        return Response(
          rejection.status, headers: WebSocketHandshake.fields, body: .bytes(Array(rejection.detail.utf8)))
      }
      return Response(webSocket: handler)
    }, body)
}

/// Sends every message back.
@Sendable func echoMessages(_ socket: WebSocket) async throws {
  for try await message in socket.messages { try await socket.send(message) }
}

extension ClientWebSocket {
  static func open(_ port: Int, _ target: String = "/") async throws -> ClientWebSocket {
    try await open(
      host: "127.0.0.1", port: port, target, on: MultiThreadedEventLoopGroup.singleton.any(), timeout: Patience.long)
  }
}

extension RawClient {
  /// Does the handshake, and returns once the server has accepted it.
  func openWebSocket() throws {
    try send(RawClient.handshake())
    let head = try read(until: "\r\n\r\n")
    guard head.hasPrefix("HTTP/1.1 101 ") else { throw Unexpected("no WebSocket: \(head)") }
  }

  static func handshake(
    key: String? = "dGhlIHNhbXBsZSBub25jZQ==", version: String? = "13", upgrade: String? = "websocket",
    more: String = ""
  ) -> String {
    var lines = ["GET / HTTP/1.1", "Host: a"]
    if let upgrade { lines += ["Upgrade: \(upgrade)", "Connection: keep-alive, Upgrade"] }
    if let key { lines.append("Sec-WebSocket-Key: \(key)") }
    if let version { lines.append("Sec-WebSocket-Version: \(version)") }
    return lines.joined(separator: "\r\n") + "\r\n\(more)\r\n"
  }

  /// Sends one frame, masked with zeros, so that its payload stays as it is.
  func sendFrame(_ firstByte: UInt8, _ payload: [UInt8], isMasked: Bool = true, length: UInt64? = nil) throws {
    let count = length ?? UInt64(payload.count)
    var bytes = [firstByte]
    let mask: UInt8 = isMasked ? 0x80 : 0
    if count < 126 {
      bytes.append(mask | UInt8(count))
    } else {
      bytes.append(mask | 127)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
    }
    if isMasked { bytes += [0, 0, 0, 0] }
    try send(bytes + payload)
  }

  /// The code of the close frame with which the server ends; nil if it closed without one.
  func readClose() throws -> Int? {
    let bytes = try readBytesToEnd()
    guard bytes.count >= 4, bytes[0] == 0x88 else { return nil }
    return Int(bytes[2]) << 8 | Int(bytes[3])
  }
}

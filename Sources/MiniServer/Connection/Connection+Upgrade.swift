internal import NIOCore
internal import NIOHTTP1

extension Connection {
  /// A WebSocket whose handshake was accepted; it takes the place of this connection.
  struct Upgrade {
    let request: Request
    let handler: WebSocketHandler
  }

  /// Writes the head that accepts a WebSocket's handshake; the connection is handed over when it settles.
  func accept(_ response: Response, to request: Request) {
    guard let handler = response.webSocket, let channel = context?.channel else { return }
    let accept = WebSocketHandshake.accept(request.headers["Sec-WebSocket-Key"] ?? "", on: channel)
    append { core.encoder.encodeUpgrade(response, accept: accept, now: ServerCore.wallClock, into: &$0) }
    upgrade = Upgrade(request: request, handler: handler)
  }

  /// Hands the connection over to the WebSocket.
  func carryOutUpgrade(reads: Bool) {
    guard let upgrade, let context else { return }
    self.upgrade = nil
    let channel = context.channel
    let pipeline = channel.pipeline.syncOperations
    do {
      let socket = try WebSocketConnection(core: core, channel: channel)
      arrival.isUpgraded = true
      let decoder = try pipeline.handler(type: ByteToMessageHandler<RequestDecoder>.self)
      pipeline.removeHandler(self, promise: nil)
      // Passes on what it has not decoded, in a later turn.
      pipeline.removeHandler(decoder, promise: nil)
      core.remove(self)
      socket.run(upgrade.request, upgrade.handler)
      if reads { channel.read() }
    } catch {
      abort()
    }
  }
}

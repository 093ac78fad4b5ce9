/// A WebSocket as its handler sees it: the client's messages, and a way to send some.
public struct WebSocket: Sendable {
  /// The request that opened it.
  public package(set) var request: Request
  private let endpoint: WebSocketEndpoint

  init(request: Request, endpoint: WebSocketEndpoint) {
    self.request = request
    self.endpoint = endpoint
  }

  /// The client's messages as they arrive. They can be read by one task at a time, and each only once.
  ///
  /// They end when either side has sent a close frame. If the client has vanished without one, the sequence throws
  /// `ClientDisconnected`.
  public var messages: Messages { Messages(stream: endpoint.inbound) }

  /// Returns once the message is passed on to the network, and waits while the client is slow.
  ///
  /// Messages that several tasks send at once are never mixed. It throws `ClientDisconnected` when the WebSocket is
  /// closed, and `CancellationError` in a cancelled task.
  public func send(_ message: WebSocketMessage) async throws {
    try await endpoint.send(message)
  }

  /// Sends a close frame; `messages` end. A WebSocket whose handler returns is closed with 1000, one whose handler
  /// throws with 1011.
  public func close(_ close: WebSocketClose = .normal) {
    endpoint.loop.run { [endpoint] in endpoint.close(close) }
  }

  public struct Messages: AsyncSequence, Sendable {
    public typealias Element = WebSocketMessage

    let stream: InboundStream<WebSocketMessage>

    public struct AsyncIterator: AsyncIteratorProtocol {
      let stream: InboundStream<WebSocketMessage>

      public mutating func next() async throws -> WebSocketMessage? {
        try await stream.next()
      }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: stream) }
  }
}

extension WebSocket: Hashable {
  /// True for the same connection.
  public static func == (one: WebSocket, other: WebSocket) -> Bool { one.endpoint === other.endpoint }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(endpoint))
  }
}

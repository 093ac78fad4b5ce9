/// What a handler returns: status, header fields and body.
public struct Response: Sendable {
  public var status: Status
  public var headers: Headers
  public var body: ResponseBody
  /// Serves the WebSocket that the response opens, if its status is 101.
  package var webSocket: WebSocketHandler?

  public init(_ status: Status = .ok, headers: Headers = [:], body: ResponseBody = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Accepts a WebSocket's handshake, and serves it by `webSocket`.
  package init(webSocket: @escaping WebSocketHandler) {
    self.init(101)
    self.webSocket = webSocket
  }
}

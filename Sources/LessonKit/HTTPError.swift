public import MiniServer

/// Thrown to respond with a status and `{"detail": …}`; it is not logged as an error.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  public let status: Status
  public let detail: String
  public let headers: Headers

  public init(_ status: Status, _ detail: String? = nil, headers: Headers = [:]) {
    self.status = status
    self.detail = detail ?? status.reason
    self.headers = headers
  }

  /// A server that refuses to open a WebSocket says what it would open.
  init(refusing rejection: Rejection) {
    self.init(
      rejection.status, rejection.detail, headers: rejection.status.code == 426 ? WebSocketHandshake.fields : [:])
  }

  public var response: Response {
    var response = Response.json(["detail": detail], status: status)
    for (name, value) in headers { response.headers.add(name, value) }
    return response
  }

  public var description: String { "\(status): \(detail)" }
}

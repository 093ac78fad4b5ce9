/// What a handler answers.
public struct Response: Sendable {
  public var status: Status
  public var headers: Headers
  public var body: ResponseBody

  public init(_ status: Status = .ok, headers: Headers = [:], body: ResponseBody = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The body of a response: bytes that are there already, or a closure that writes them as they come.
public enum ResponseBody: Sendable {
  case bytes([UInt8])
  /// The closure ends the body by returning; when it throws, the connection is closed mid-body, so that the client
  /// sees a truncated answer and not a complete one.
  case stream(@Sendable (BodyWriter) async throws -> Void)
}

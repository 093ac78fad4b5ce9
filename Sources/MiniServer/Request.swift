/// One HTTP request as it arrived; its body is read from the connection as the handler asks for it.
public struct Request: Sendable {
  /// "GET", "POST" and so on, as the client wrote it.
  public let method: String
  /// The request target as the client wrote it: path and query, still percent-encoded.
  public let target: String
  public var headers: Headers
  public let body: RequestBody
  /// "127.0.0.1:50312", the client's end of the connection.
  public let remoteAddress: String
  /// What the router found for the placeholders of a path pattern, percent-decoded.
  package var pathParameters: [String: String] = [:]
  /// What the application keeps with this request while it lasts.
  package var storage: (any Sendable)?

  package init(
    method: String, target: String, headers: Headers, body: RequestBody, remoteAddress: String
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.remoteAddress = remoteAddress
  }

  /// The target without its query, still percent-encoded.
  public var path: Substring {
    target[..<(target.utf8.firstIndex(of: 0x3F) ?? target.endIndex)]
  }

  /// The part of the target after the first "?", still percent-encoded; empty when there is none.
  public var rawQuery: Substring {
    target.utf8.firstIndex(of: 0x3F).map { target[target.utf8.index(after: $0)...] } ?? ""
  }
}

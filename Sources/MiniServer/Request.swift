/// One HTTP request; its body is read from the connection only as the handler asks for it.
public struct Request: Sendable {
  /// "GET", "POST" and so on, exactly as the client sent it.
  public let method: String
  /// The request target as the client sent it: path and query, still percent-encoded.
  public let target: String
  public var headers: Headers
  public let body: RequestBody
  /// The client's address and port, such as "127.0.0.1:50312".
  public let remoteAddress: String
  /// The values of the path pattern's placeholders, percent-decoded; set by the router.
  package var pathParameters: [String: String] = [:]
  /// A value that the application attaches to this request.
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

  /// The part of the target after the first "?", still percent-encoded; empty if there is none.
  public var rawQuery: Substring {
    target.utf8.firstIndex(of: 0x3F).map { target[target.utf8.index(after: $0)...] } ?? ""
  }
}

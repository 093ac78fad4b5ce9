package import NIOHTTP1

/// What a request head says about the length of its body and about the connection.
package struct RequestFraming: Equatable {
  package enum Body: Equatable {
    case none
    case length(Int)
    case chunked
  }

  package var body = Body.none
  package var keepsAlive: Bool
  package var expectsContinue = false
  package var isHTTP10: Bool
  package var isHead: Bool

  package init(keepsAlive: Bool, isHTTP10: Bool = false, isHead: Bool = false) {
    self.keepsAlive = keepsAlive
    self.isHTTP10 = isHTTP10
    self.isHead = isHead
  }

  /// Rejects a well-formed head that HTTP or the server's limits do not allow.
  package static func examine(
    _ head: HTTPRequestHead, limits: Server.Configuration
  ) -> Result<RequestFraming, Rejection> {
    var framing = RequestFraming(
      keepsAlive: head.isKeepAlive, isHTTP10: head.version.minor == 0, isHead: head.method == .HEAD)
    if let rejection = rejection(target: head.uri, method: head.method, limit: limits.maxTargetBytes) {
      return .failure(rejection)
    }
    var hosts = 0
    for (name, value) in head.headers {
      // Switching on the length avoids comparing most names.
      switch name.utf8.count {
      case 4 where FieldSyntax.equals(name, "host"):
        hosts += 1
      case 6 where FieldSyntax.equals(name, "expect"):
        guard FieldSyntax.equals(value, "100-continue") else {
          return .failure(Rejection(417, "The only expectation that this server supports is 100-continue."))
        }
        // HTTP/1.0 has no interim responses, so the field must be ignored.
        framing.expectsContinue = !framing.isHTTP10
      case 7 where FieldSyntax.equals(name, "upgrade"):
        // The decoder treats the bytes after an upgrade request as another protocol.
        framing.keepsAlive = false
      case 14 where FieldSyntax.equals(name, "content-length"):
        guard let length = decimal(value), framing.body == .none else {
          return .failure(Rejection(.badRequest, "The Content-Length is not a number or appears twice."))
        }
        framing.body = .length(length)
      case 17 where FieldSyntax.equals(name, "transfer-encoding"):
        if let rejection = rejection(transferCoding: value, framing: framing) { return .failure(rejection) }
        framing.body = .chunked
      default: break
      }
    }
    if hosts > 1 || (hosts == 0 && !framing.isHTTP10) {
      return .failure(Rejection(.badRequest, "A request needs exactly one Host header field."))
    }
    if case .length(let length) = framing.body {
      if length > limits.maxBodyBytes { return .failure(.bodyTooLarge(limit: limits.maxBodyBytes)) }
      if length == 0 {
        framing.body = .none
        framing.expectsContinue = false
      }
    } else if framing.body == .none {
      framing.expectsContinue = false
    }
    return .success(framing)
  }

  /// Whether discarding the rest of an unread body would cost more than a new connection.
  package func isTooLongToDrain(received: Int, limits: Server.Configuration) -> Bool {
    if case .length(let length) = body { length - received > limits.maxDrainedBytes } else { false }
  }

  /// The path and query of a target, including one in the absolute form that clients send to a proxy.
  package static func originForm(_ target: String) -> String {
    guard let first = target.utf8.first, first != 0x2F, first != 0x2A else { return target }
    let pieces = target.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return pieces.count == 4 ? "/" + pieces[3] : "/"
  }

  private static func rejection(target: String, method: HTTPMethod, limit: Int) -> Rejection? {
    if method == .CONNECT { return Rejection(.notImplemented, "This server is not a proxy.") }
    return target.utf8.count > limit ? .targetTooLong : nil
  }

  private static func rejection(transferCoding value: String, framing: RequestFraming) -> Rejection? {
    if framing.isHTTP10 { return Rejection(.badRequest, "HTTP/1.0 has no Transfer-Encoding.") }
    if framing.body != .none { return Rejection(.badRequest, "The length of the body is ambiguous.") }
    if FieldSyntax.equals(value, "chunked") { return nil }
    return Rejection(.notImplemented, "The only transfer coding that this server supports is chunked.")
  }

  private static func decimal(_ text: String) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}

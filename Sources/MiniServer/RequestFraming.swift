package import NIOHTTP1

/// What a request head says about the body that follows and about the connection.
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

  /// Judges a head that is well-formed: whether HTTP and the limits allow it.
  package static func examine(
    _ head: HTTPRequestHead, limits: Server.Configuration
  ) -> Result<RequestFraming, Refusal> {
    var framing = RequestFraming(
      keepsAlive: head.isKeepAlive, isHTTP10: head.version.minor == 0, isHead: head.method == .HEAD)
    if let refusal = refusal(target: head.uri, method: head.method, limit: limits.maxTargetBytes) {
      return .failure(refusal)
    }
    var hosts = 0
    for (name, value) in head.headers {
      // The length rules most names out without a comparison.
      switch name.utf8.count {
      case 4 where FieldSyntax.equals(name, "host"):
        hosts += 1
      case 6 where FieldSyntax.equals(name, "expect"):
        guard FieldSyntax.equals(value, "100-continue") else {
          return .failure(Refusal(417, "This server knows no expectation but 100-continue."))
        }
        // HTTP/1.0 has no interim answers, so its clients cannot mean it.
        framing.expectsContinue = !framing.isHTTP10
      case 7 where FieldSyntax.equals(name, "upgrade"):
        // The decoder takes what follows an upgrade for another protocol.
        framing.keepsAlive = false
      case 14 where FieldSyntax.equals(name, "content-length"):
        guard let length = decimal(value), framing.body == .none else {
          return .failure(Refusal(.badRequest, "The Content-Length is no number."))
        }
        framing.body = .length(length)
      case 17 where FieldSyntax.equals(name, "transfer-encoding"):
        if let refusal = refusal(transferCoding: value, framing: framing) { return .failure(refusal) }
        framing.body = .chunked
      default: break
      }
    }
    if hosts > 1 || (hosts == 0 && !framing.isHTTP10) {
      return .failure(Refusal(.badRequest, "A request needs exactly one Host header field."))
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

  /// Whether a body that the handler does not read costs more to drop than a new connection.
  package func isTooLongToDrain(received: Int, limits: Server.Configuration) -> Bool {
    if case .length(let length) = body { length - received > limits.maxDrainedBytes } else { false }
  }

  /// Path and query of a target, also of one that names scheme and host as a proxy's client does.
  package static func originForm(_ target: String) -> String {
    guard let first = target.utf8.first, first != 0x2F, first != 0x2A else { return target }
    let pieces = target.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return pieces.count == 4 ? "/" + pieces[3] : "/"
  }

  private static func refusal(target: String, method: HTTPMethod, limit: Int) -> Refusal? {
    if method == .CONNECT { return Refusal(.notImplemented, "This server is no proxy.") }
    return target.utf8.count > limit ? .targetTooLong : nil
  }

  private static func refusal(transferCoding value: String, framing: RequestFraming) -> Refusal? {
    if framing.isHTTP10 { return Refusal(.badRequest, "HTTP/1.0 has no Transfer-Encoding.") }
    if framing.body != .none { return Refusal(.badRequest, "The length of the body is ambiguous.") }
    if FieldSyntax.equals(value, "chunked") { return nil }
    return Refusal(.notImplemented, "This server knows no transfer coding but chunked.")
  }

  private static func decimal(_ text: String) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}

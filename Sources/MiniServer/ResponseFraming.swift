/// How a response marks the end of its body, and whether the connection stays open after it.
package struct ResponseFraming: Equatable {
  package enum Body: Equatable {
    /// Neither a length nor a body, as in 204 and 304.
    case none
    case length(Int)
    case chunked
    case untilClose
  }

  package var body: Body
  /// False for a response to HEAD, which has the head of the response to GET and nothing after it.
  package var sendsBody: Bool
  package var keepsAlive: Bool

  package init(response: Response, request: RequestFraming, keepsAlive: Bool) {
    let code = response.status.code
    let isBodiless = code == 204 || code == 304 || code < 200
    sendsBody = !request.isHead && !isBodiless
    switch response.body {
    case _ where isBodiless: body = .none
    case .bytes(let bytes): body = .length(bytes.count)
    case .stream:
      if let length = response.headers["Content-Length"].flatMap(Int.init), length >= 0 {
        body = .length(length)
      } else if request.isHead {
        body = .none
      } else {
        body = request.isHTTP10 ? .untilClose : .chunked
      }
    }
    self.keepsAlive = keepsAlive && body != .untilClose && !Self.asksToClose(response)
  }

  private static func asksToClose(_ response: Response) -> Bool {
    for (name, value) in response.headers.fields
    where name.utf8.count == 10 && FieldSyntax.equals(name, "connection") {
      if FieldSyntax.list(value).contains(where: { FieldSyntax.equals($0, "close") }) { return true }
    }
    return false
  }
}

/// What a handler returns: status, header fields and body.
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

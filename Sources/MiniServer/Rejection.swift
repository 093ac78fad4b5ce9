/// The status and reason with which the server itself rejects a request, without calling the handler.
package struct Rejection: Error, Equatable, CustomStringConvertible {
  package let status: Status
  package let detail: String

  package init(_ status: Status, _ detail: String) {
    self.status = status
    self.detail = detail
  }

  package var description: String { "\(status): \(detail)" }

  var response: Response {
    Response(
      status,
      headers: ["Content-Type": "application/json"],
      body: .bytes(Array("{\"detail\": \"\(detail)\"}".utf8)))
  }
}

extension Rejection {
  static let headTooLarge = Rejection(431, "The header fields are larger than this server accepts.")
  static let targetTooLong = Rejection(414, "The request target is longer than this server accepts.")
  static let headTimeout = Rejection(408, "The request head did not arrive in time.")
  static let bodyTimeout = Rejection(408, "The request body did not arrive in time.")

  static func bodyTooLarge(limit: Int) -> Rejection {
    Rejection(.contentTooLarge, "The request body is larger than \(limit) bytes.")
  }
}

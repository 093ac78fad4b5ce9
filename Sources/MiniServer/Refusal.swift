/// Why the server itself turned a request down, and with which status.
package struct Refusal: Error, Equatable, CustomStringConvertible {
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

extension Refusal {
  static let headTooLarge = Refusal(431, "The header fields are larger than this server accepts.")
  static let targetTooLong = Refusal(414, "The request target is longer than this server accepts.")
  static let headTimeout = Refusal(408, "The request head did not arrive in time.")
  static let bodyTimeout = Refusal(408, "The request body did not arrive in time.")

  static func bodyTooLarge(limit: Int) -> Refusal {
    Refusal(.contentTooLarge, "The request body is larger than \(limit) bytes.")
  }
}

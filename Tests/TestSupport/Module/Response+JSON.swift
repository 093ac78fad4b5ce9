package import Base
package import MiniServer

extension Response {
  package static func json(_ value: JSONValue, _ status: Status = .ok, headers: Headers = [:]) -> Response {
    var response = Response(status, headers: headers, body: .bytes(value.bytes))
    response.headers["Content-Type"] = "application/json"
    return response
  }

  package static func json(_ fields: [String: JSONValue], _ status: Status = .ok, headers: Headers = [:]) -> Response {
    json(.object(fields), status, headers: headers)
  }

  package static func text(_ text: String, _ status: Status = .ok) -> Response {
    Response(status, headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
  }

  /// A head, and then the connection closes.
  package static let brokenOff = Response(body: .stream { _ in throw Unexpected("the server hangs up") })
}

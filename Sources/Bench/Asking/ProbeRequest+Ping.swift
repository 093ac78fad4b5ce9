package import Base

extension ProbeRequest {
  /// Every module of every lesson answers this with `pong`.
  package static let ping = ProbeRequest("GET", "/ping")
  package static let pong: [String: JSONValue] = ["message": .text("pong")]

  /// "GET /users?skip=3"
  package var words: String { "\(method) \(target)" }
}

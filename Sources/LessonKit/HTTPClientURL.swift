/// The parts of an http:// URL that a client needs.
struct HTTPClientURL {
  let host: String
  let port: Int
  let target: String

  init(_ text: String) throws {
    let scheme = "http://"
    guard text.hasPrefix(scheme) else {
      throw HTTPClientError(
        description: "'\(text)' does not start with \(scheme), the only scheme this client supports")
    }
    // In a request line, a blank would end the target, and a line break would start a header field.
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw HTTPClientError(
        description:
          "\(String(reflecting: text)) contains a space or a control character; insert values with .percentEncoded")
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let parts = authority.split(separator: ":", maxSplits: 1)
    guard let host = parts.first, let port = parts.count == 2 ? Int(parts[1]) : 80 else {
      throw HTTPClientError(description: "'\(text)' has no host, or its port is not a number")
    }
    self.host = String(host)
    self.port = port
    let target = rest.dropFirst(authority.count)
    self.target = target.hasPrefix("/") ? String(target) : "/" + target
  }
}

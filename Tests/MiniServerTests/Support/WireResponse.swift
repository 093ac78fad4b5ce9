/// A response as read from a socket.
struct WireResponse {
  let statusLine: String
  /// By lowercase name; the last value of repeated fields.
  let fields: [String: String]
  var body = ""

  var status: Int { Int(statusLine.split(separator: " ")[1]) ?? 0 }

  init(head: String) throws {
    var lines = head.split(separator: "\r\n")
    guard !lines.isEmpty, lines[0].hasPrefix("HTTP/1.1 ") else {
      throw RawClient.Failure(description: "No status line: \(head.debugDescription)")
    }
    statusLine = String(lines.removeFirst())
    fields = Dictionary(
      lines.map { line in
        let name = line.prefix { $0 != ":" }
        return (name.lowercased(), String(line.dropFirst(name.count + 2)))
      }, uniquingKeysWith: { $1 })
  }
}

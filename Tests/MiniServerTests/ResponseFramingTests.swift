import MiniServer
import NIOCore
import Testing

@Suite("How a response is framed", .timeLimit(.minutes(10)))
struct ResponseFramingTests {
  private let stream = ResponseBody.stream { _ in }
  private let get = RequestFraming(keepsAlive: true)
  private let head = RequestFraming(keepsAlive: true, isHead: true)
  private let old = RequestFraming(keepsAlive: true, isHTTP10: true)

  private func frame(_ response: Response, _ request: RequestFraming) -> ResponseFraming {
    ResponseFraming(response: response, request: request, keepsAlive: request.keepsAlive)
  }

  private func encode(_ response: Response, _ request: RequestFraming) -> String {
    var encoder = ResponseEncoder()
    var buffer = ByteBuffer()
    let framing = frame(response, request)
    encoder.encode(response, framing: framing, isHTTP10: request.isHTTP10, now: 784_111_777, into: &buffer)
    return String(buffer: buffer)
  }

  @Test("Bytes have a length, a stream is chunked, and in HTTP/1.0 a stream ends with the connection")
  func bodies() {
    #expect(frame(Response(body: .bytes([1, 2])), get).body == .length(2))
    #expect(frame(Response(body: stream), get).body == .chunked)
    #expect(frame(Response(headers: ["content-length": "7"], body: stream), get).body == .length(7))
    let framing = frame(Response(body: stream), old)
    #expect(framing.body == .untilClose)
    #expect(!framing.keepsAlive)
  }

  @Test("HEAD gets the length and no body", arguments: [ResponseBody.bytes([1, 2]), .stream { _ in }])
  func headRequest(body: ResponseBody) {
    #expect(!frame(Response(body: body), head).sendsBody)
  }

  @Test("204 and 304 have neither a body nor a length", arguments: [Status(204), 304])
  func bodiless(status: Status) {
    let framing = frame(Response(status, headers: ["Content-Length": "3"], body: .bytes([1, 2, 3])), get)
    #expect(framing.body == .none)
    #expect(!framing.sendsBody)
    #expect(!encode(Response(status, body: .bytes([1])), get).lowercased().contains("content-length"))
  }

  @Test("A handler can close the connection", arguments: ["close", "Close, x", "keep-alive, close"])
  func close(value: String) {
    #expect(!frame(Response(headers: ["Connection": value]), get).keepsAlive)
    #expect(encode(Response(headers: ["Connection": value]), get).hasSuffix("\r\nConnection: close\r\n\r\n"))
  }

  @Test("A head has the status line, the handler's fields, the date and the length")
  func encoding() {
    let response = Response(.created, headers: ["X-One": "1"], body: .bytes([1, 2, 3]))
    #expect(
      encode(response, get)
        == "HTTP/1.1 201 Created\r\nX-One: 1\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 3\r\n\r\n"
    )
  }

  @Test("The handler's framing fields are not sent, its date is")
  func ownFields() {
    let headers: Headers = ["Content-Length": "99", "Transfer-Encoding": "gzip", "Date": "today"]
    #expect(
      encode(Response(headers: headers, body: .bytes([1])), get)
        == "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 1\r\n\r\n")
  }

  @Test("A line break in a value does not start another field")
  func splitting() {
    let text = encode(Response(headers: ["X-A": "1\r\nSet-Cookie: evil=1", "X-B": "a\0b\tc"]), get)
    #expect(text.contains("X-A: 1  Set-Cookie: evil=1\r\nX-B: a b\tc\r\n"))
  }

  @Test("A field whose name HTTP does not allow is left out", arguments: ["", "a b", "a:b", "a\r\nb", "é"])
  func names(name: String) {
    var headers: Headers = [name: "1"]
    headers.add(name, "2")
    headers[name] = "3"
    #expect(headers.fields.isEmpty)
  }

  @Test("An HTTP/1.0 client is told that the connection stays open")
  func oldKeepAlive() {
    #expect(encode(Response(), old).contains("\r\nConnection: keep-alive\r\n"))
  }

  @Test("A status without exactly three digits becomes 500", arguments: [0, 42, 1000, -1])
  func status(code: Int) {
    #expect(encode(Response(Status(code)), get).hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
  }

  @Test(
    "Dates have the format of RFC 9110",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
    ])
  func dates(seconds: Int, expected: String) {
    #expect(HTTPDate.format(secondsSince1970: seconds) == expected)
  }
}

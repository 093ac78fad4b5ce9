import MiniServer
import NIOHTTP1
import Testing

@Suite("What a request head says", .timeLimit(.minutes(10)))
struct RequestFramingTests {
  private func examine(
    _ fields: [(String, String)], method: HTTPMethod = .POST, version: HTTPVersion = .http1_1,
    target: String = "/"
  ) -> Result<RequestFraming, Rejection> {
    var limits = Server.Configuration()
    limits.maxBodyBytes = 1000
    limits.maxTargetBytes = 20
    let head = HTTPRequestHead(version: version, method: method, uri: target, headers: HTTPHeaders(fields))
    return RequestFraming.examine(head, limits: limits)
  }

  private func status(_ result: Result<RequestFraming, Rejection>) -> Int? {
    if case .failure(let refusal) = result { refusal.status.code } else { nil }
  }

  @Test(
    "The header fields determine the framing of the body",
    arguments: [
      ([], .none),
      ([("Content-Length", "0")], .none),
      ([("content-length", "12")], .length(12)),
      ([("Content-Length", "1000")], .length(1000)),
      ([("Transfer-Encoding", "Chunked")], .chunked),
    ] as [([(String, String)], RequestFraming.Body)])
  func body(fields: [(String, String)], expected: RequestFraming.Body) throws {
    #expect(try examine([("Host", "a")] + fields).get().body == expected)
  }

  @Test(
    "A head that HTTP or the limits do not allow is rejected with its status",
    arguments: [
      ([], 400),
      ([("Host", "a"), ("host", "b")], 400),
      ([("Host", "a"), ("Content-Length", "")], 400),
      ([("Host", "a"), ("Content-Length", "-1")], 400),
      ([("Host", "a"), ("Content-Length", "99999999999999999999")], 400),
      ([("Host", "a"), ("Content-Length", "1"), ("Content-Length", "2")], 400),
      ([("Host", "a"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")], 400),
      ([("Host", "a"), ("Transfer-Encoding", "chunked"), ("Content-Length", "1")], 400),
      ([("Host", "a"), ("Content-Length", "1001")], 413),
      ([("Host", "a"), ("Expect", "a miracle")], 417),
      ([("Host", "a"), ("Transfer-Encoding", "gzip, chunked")], 501),
    ] as [([(String, String)], Int)])
  func rejections(fields: [(String, String)], expected: Int) {
    #expect(status(examine(fields)) == expected)
  }

  @Test("CONNECT, a long target and a transfer coding in HTTP/1.0 are rejected")
  func otherRefusals() {
    #expect(status(examine([("Host", "a")], method: .CONNECT)) == 501)
    #expect(status(examine([("Host", "a")], target: "/" + String(repeating: "x", count: 20))) == 414)
    #expect(status(examine([("Transfer-Encoding", "chunked")], version: .http1_0)) == 400)
  }

  @Test("HTTP/1.1 keeps the connection unless told otherwise, HTTP/1.0 closes it unless told otherwise")
  func keepAlive() throws {
    #expect(try examine([("Host", "a")]).get().keepsAlive)
    #expect(try !examine([("Host", "a"), ("Connection", "close")]).get().keepsAlive)
    #expect(try !examine([], version: .http1_0).get().keepsAlive)
    #expect(try examine([("Connection", "keep-alive")], version: .http1_0).get().keepsAlive)
    #expect(try !examine([("Host", "a"), ("Upgrade", "h2c")]).get().keepsAlive)
  }

  @Test("Only an HTTP/1.1 client that sends a body can expect an interim response")
  func expectation() throws {
    let expect = ("Expect", "100-Continue")
    #expect(try examine([("Host", "a"), expect, ("Content-Length", "1")]).get().expectsContinue)
    #expect(try examine([("Host", "a"), expect, ("Transfer-Encoding", "chunked")]).get().expectsContinue)
    #expect(try !examine([("Host", "a"), expect]).get().expectsContinue)
    #expect(try !examine([expect, ("Content-Length", "1")], version: .http1_0).get().expectsContinue)
  }

  @Test(
    "A target that names the host is reduced to its path and query",
    arguments: [
      ("/a/b?c=/d", "/a/b?c=/d"), ("*", "*"), ("http://host/a/b?c", "/a/b?c"), ("http://host", "/"),
      ("http://host/", "/"),
    ])
  func originForm(target: String, expected: String) {
    #expect(RequestFraming.originForm(target) == expected)
  }
}

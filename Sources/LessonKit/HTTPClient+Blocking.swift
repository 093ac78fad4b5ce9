internal import Glibc
public import MiniServer
internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1

extension HTTPClient {
  /// Like `get`, but blocks the calling thread until the reply has arrived; on the event loop, this stops every request.
  public static func getBlocking(_ url: String, headers: Headers = [:]) throws -> HTTPReply {
    try sendBlocking("GET", url, headers, [])
  }

  /// Like `post`, but blocks the calling thread until the reply has arrived.
  public static func postBlocking(
    _ url: String, json: some Encodable, headers: Headers = [:]
  ) throws -> HTTPReply {
    var headers = headers
    headers["Content-Type"] = "application/json"
    return try sendBlocking("POST", url, headers, try encode(json))
  }

  private static func sendBlocking(
    _ method: String, _ text: String, _ headers: Headers, _ body: [UInt8]
  ) throws -> HTTPReply {
    let url = try HTTPClientURL(text)
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: url.target, headers: headers.fields)
    head.headers.replaceOrAdd(name: "Host", value: "\(url.host):\(url.port)")
    head.headers.replaceOrAdd(name: "Connection", value: "close")
    if method != "GET" { head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count)) }
    let socket = try BlockingSocket(host: url.host, port: url.port, timeout: timeout)
    defer { socket.close() }
    return try BlockingCall().perform(head, body, over: socket)
  }
}

/// A TCP connection whose calls block the thread, as in Python's `requests` or `urllib`.
private struct BlockingSocket {
  private let descriptor: Int32
  private let peer: String

  init(host: String, port: Int, timeout: Duration) throws {
    peer = "\(host):\(port)"
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: Int(timeout.components.seconds), tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
    let connected = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) }
    guard connected == 0 else {
      defer { close() }
      throw failure("connect to")
    }
  }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = Self.retrying {
        bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      }
      guard count > 0 else { throw failure("write to") }
      sent += count
    }
  }

  /// Returns an empty array at the end of the stream.
  func read() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = Self.retrying { recv(descriptor, &buffer, buffer.count, 0) }
    guard count >= 0 else { throw failure("read from") }
    return Array(buffer[..<count])
  }

  func close() {
    Glibc.close(descriptor)
  }

  /// Calls again when a signal, or a debugger that looks at the thread, has interrupted the call.
  private static func retrying(_ call: () -> Int) -> Int {
    while true {
      let count = call()
      if count >= 0 || errno != EINTR { return count }
    }
  }

  private func failure(_ step: String) -> HTTPClientError {
    let reason = errno == EAGAIN ? "no response within \(HTTPClient.timeout)" : String(cString: strerror(errno))
    return HTTPClientError(description: "cannot \(step) \(peer): \(reason)")
  }
}

/// One request and its reply, with the encoder and decoder that the asynchronous client uses too.
private struct BlockingCall {
  private let channel = EmbeddedChannel()

  func perform(_ head: HTTPRequestHead, _ body: [UInt8], over socket: BlockingSocket) throws -> HTTPReply {
    defer { _ = try? channel.finish() }
    try channel.pipeline.syncOperations.addHTTPClientHandlers()
    try channel.writeOutbound(HTTPClientRequestPart.head(head))
    if !body.isEmpty { try channel.writeOutbound(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body)))) }
    try channel.writeOutbound(HTTPClientRequestPart.end(nil))
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) { try socket.write(Array(buffer: bytes)) }
    return try readReply(socket)
  }

  private func readReply(_ socket: BlockingSocket) throws -> HTTPReply {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    while true {
      let bytes = try socket.read()
      // At the end of the stream, only an incomplete reply makes this fail, and that is told below.
      if bytes.isEmpty { _ = try? channel.finish() } else { try channel.writeInbound(ByteBuffer(bytes: bytes)) }
      while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
        switch part {
        case .head(let received): head = received
        case .body(let chunk): body += Array(buffer: chunk)
        case .end:
          guard let head else { break }
          return HTTPReply(
            status: Status(Int(head.status.code)), headers: Headers(fields: head.headers), body: body)
        }
      }
      if bytes.isEmpty { throw HTTPClientError(description: "the connection was closed before the reply was complete") }
    }
  }
}

import Glibc
import TestSupport

/// A client that sends exactly the given bytes, and returns exactly what it receives.
///
/// It blocks, with a deadline on every call: use it inside `onOwnThread`.
final class RawClient: @unchecked Sendable {  // used by one test at a time
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private var descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("socket") }
    var timeout = timeval(tv_sec: Int(Patience.long.components.seconds), tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Self.failure("connect") }
  }

  deinit {
    close()
  }

  func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Closes the connection with a reset instead of an end of the stream.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  func send(_ text: String) throws {
    try send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Self.failure("send") }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends up to `limit` bytes, and returns how many were accepted before the connection stayed full for a while.
  func sendUntilFull(limit: Int) throws -> Int {
    let chunk = [UInt8](repeating: 0x61, count: 64 * 1024)
    var sent = 0
    while sent < limit {
      var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&interest, 1, 300) > 0 else { break }
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
      let count = Glibc.send(descriptor, chunk, min(chunk.count, limit - sent), flags)
      if count > 0 { sent += count } else if errno != EAGAIN { throw Self.failure("send") }
    }
    return sent
  }

  /// Reads until the server closes the connection.
  func readToEnd() throws -> String {
    String(decoding: try readBytesToEnd(), as: UTF8.self)
  }

  func readBytesToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { buffer = [] }
    return buffer
  }

  /// Reads up to and including `end`.
  func read(until end: String) throws -> String {
    let pattern = Array(end.utf8)
    while true {
      if let index = Self.firstIndex(of: pattern, in: buffer) {
        defer { buffer.removeFirst(index + pattern.count) }
        return String(decoding: buffer[..<(index + pattern.count)], as: UTF8.self)
      }
      guard try fill() else {
        throw Failure(
          description:
            "The server closed before it sent \(end.debugDescription): \(String(decoding: buffer, as: UTF8.self))"
        )
      }
    }
  }

  /// Reads one response with a Content-Length, or without a body if `isBodiless`.
  func readResponse(isBodiless: Bool = false) throws -> WireResponse {
    var response = try WireResponse(head: read(until: "\r\n\r\n"))
    let length = isBodiless ? 0 : response.fields["content-length"].flatMap(Int.init) ?? 0
    while buffer.count < length {
      guard try fill() else { throw Failure(description: "The server closed inside a body.") }
    }
    response.body = String(decoding: buffer.prefix(length), as: UTF8.self)
    buffer.removeFirst(length)
    return response
  }

  private func fill() throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count >= 0 else { throw Self.failure("recv") }
    buffer += chunk.prefix(count)
    return count > 0
  }

  private static func firstIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...(bytes.count - pattern.count)).first {
      bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
    }
  }

  private static func failure(_ call: String) -> Failure {
    Failure(description: "\(call): \(String(cString: strerror(errno)))")
  }
}

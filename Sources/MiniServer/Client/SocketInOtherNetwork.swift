internal import Glibc
internal import NIOCore

/// A TCP socket of another network than this process's, which only a process in that network could make: it is connected
/// to a port of 127.0.0.1 there.
package struct SocketInOtherNetwork: Sendable {
  private let descriptor: Int32

  /// Takes over the descriptor of a socket that is not connected and does not block.
  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Connects it, and returns its descriptor. `receiveBuffer` is how many bytes the kernel keeps for a client that does
  /// not read; nil for its own choice. Throws a `ClientError`, after closing it.
  func connected(port: Int, timeout: Duration, receiveBuffer: Int? = nil) async throws -> Int32 {
    do {
      if var bytes = receiveBuffer.map({ Int32($0) }) {
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
      }
      try await connect(port: port, timeout: timeout)
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private func connect(port: Int, timeout: Duration) async throws {
    let deadline = ContinuousClock.now + timeout
    var code = begin(port: port)
    // On one machine this takes no time at all, unless more connections wait than the server allows.
    while code == EINPROGRESS {
      guard ContinuousClock.now < deadline else { throw ClientError.connectTimeout(timeout) }
      try await Task.sleep(for: .milliseconds(1))
      code = outcome()
    }
    guard code != 0 else { return }
    guard code == ECONNREFUSED || code == ECONNRESET else { throw IOError(errnoCode: code, reason: "connect") }
    throw ClientError.refused
  }

  private func begin(port: Int) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    return withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        Glibc.connect(descriptor, pointer.baseAddress, socklen_t(bytes.count)) == 0 ? 0 : errno
      }
    }
  }

  /// 0 once it is connected, `EINPROGRESS` until then, or why it is not.
  private func outcome() -> Int32 {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&waiting, 1, 0) != 0 else { return EINPROGRESS }
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    return code
  }
}

internal import Base
internal import Foundation

/// A TCP socket on a port of 127.0.0.1 for a module to listen on, so that the port is taken before the module starts.
///
/// It does not listen, so connections are refused until the module itself listens.
package final class BoundSocket: Sendable {
  package let descriptor: Int32
  package let port: Int

  /// `sendBuffer` is how many bytes the kernel keeps of what is sent on each connection and not read yet; nil for its
  /// own choice, which is up to several MiB.
  package init(port wanted: Int = 0, sendBuffer: Int? = nil) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
    // Connections inherit it. uvicorn mistakes an inherited socket for a UNIX socket and leaves Nagle's algorithm on,
    // which costs 44 ms for every request on a kept connection.
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    if var bytes = sendBuffer.map({ Int32($0) }) { setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, size) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(wanted).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        bind(descriptor, pointer.baseAddress, length) == 0 ? getsockname(descriptor, pointer.baseAddress, &length) : -1
      }
    }
    guard bound == 0 else {
      let code = errno
      close(descriptor)
      throw BoundSocketError(port: wanted, code: code)
    }
    self.descriptor = descriptor
    port = Int(in_port_t(bigEndian: address.sin_port))
  }

  deinit {
    close(descriptor)
  }
}

package struct BoundSocketError: Equatable, ToldError {
  package let port: Int
  package let code: Int32

  package var description: String {
    "Port \(port) of 127.0.0.1 cannot be used: \(String(cString: strerror(code))). Choose another with --port N."
  }
}

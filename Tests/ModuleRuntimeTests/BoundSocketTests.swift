import Foundation
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct BoundSocketTests {
  @Test("A bound socket has a free port, and connections are refused until the module listens")
  func isBoundAndSilent() throws {
    let socket = try BoundSocket()
    #expect(socket.port > 0)
    #expect(connect(to: socket.port) == ECONNREFUSED)
    #expect(listen(socket.descriptor, 1) == 0)
    #expect(connect(to: socket.port) == 0)
  }

  @Test("A port in use is named in the error")
  func namesPortsInUse() throws {
    let socket = try BoundSocket()
    #expect(listen(socket.descriptor, 1) == 0)
    let error = #expect(throws: BoundSocketError.self) { try BoundSocket(port: socket.port) }
    #expect(
      error?.description == "Port \(socket.port) of 127.0.0.1 cannot be used: Address already in use. "
        + "Choose another with --port N.")
  }

  /// 0, or the error number.
  private func connect(to port: Int) -> Int32 {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    return withUnsafeBytes(of: address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        Foundation.connect(client, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 ? 0 : errno
      }
    }
  }
}

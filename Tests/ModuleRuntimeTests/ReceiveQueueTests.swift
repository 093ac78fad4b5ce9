import Glibc
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ReceiveQueueTests {
  @Test("It tells how many bytes of each of many connections were not read yet")
  func countsUnread() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    #expect(Self.withAddress(&address) { bind(listener, $0, $1) } == 0)
    #expect(listen(listener, 100) == 0)
    let server = Self.port(of: listener)
    // The kernel hands out its table page by page, and this many connections need several.
    let clients = (0..<80).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    defer { clients.forEach { close($0) } }
    address.sin_port = in_port_t(server).bigEndian
    for (number, client) in clients.enumerated() {
      #expect(Self.withAddress(&address) { connect(client, $0, $1) } == 0)
      let bytes = [UInt8](repeating: 1, count: number)
      #expect(send(client, bytes, number, 0) == number)
    }
    for (number, client) in clients.enumerated() {
      #expect(ReceiveQueue.length(from: Self.port(of: client), to: server, inNetworkOf: getpid()) == number)
      #expect(ReceiveQueue.length(from: server, to: Self.port(of: client), inNetworkOf: getpid()) == 0)
    }
    #expect(ReceiveQueue.length(from: server, to: server, inNetworkOf: getpid()) == nil)
  }

  private static func port(of socket: Int32) -> Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutableBytes(of: &address) { bytes in
      _ = getsockname(socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
    }
    return Int(in_port_t(bigEndian: address.sin_port))
  }

  private static func withAddress(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}

internal import Glibc

enum InheritedSocket {
  /// Descriptor 3 if it is a bound TCP socket: the parent process has chosen the port.
  static var descriptor: Int32? {
    let candidate: Int32 = 3
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { getsockname(candidate, $0.baseAddress, &length) }
    }
    var type: Int32 = 0
    var typeLength = socklen_t(MemoryLayout<Int32>.size)
    guard named == 0, address.sin_family == sa_family_t(AF_INET), address.sin_port != 0,
      getsockopt(candidate, SOL_SOCKET, SO_TYPE, &type, &typeLength) == 0, type == Int32(SOCK_STREAM.rawValue)
    else { return nil }
    return candidate
  }
}

import Glibc

func attack() {
  for host in ["127.0.0.1", "127.0.0.2", "0.0.0.0"] {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = UInt16(AF_INET)
    address.sin_addr.s_addr = inet_addr(host)
    address.sin_port = UInt16(known("port")).map { $0.bigEndian } ?? 0
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, 16) }
    }
    if result == 0 { escaped("connect " + host) }
    close(client)
  }
  attempted()
}

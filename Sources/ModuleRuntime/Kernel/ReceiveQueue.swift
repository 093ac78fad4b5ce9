/// What the kernel keeps for the reader of a TCP connection.
package enum ReceiveQueue {
  /// The bytes that came on the connection between two ports of 127.0.0.1, in the network that `process` is in, and that
  /// were not read at `to` yet; nil for an unknown connection.
  package static func length(from: Int, to: Int, inNetworkOf process: Int32) -> Int? {
    let (reader, writer) = (address(to), address(from))
    var length: Int?
    KernelWitness.forEachLine(of: KernelWitness.connections(of: process)) { line in
      // The number, the reader's own address, the other's, the state, and the bytes to be sent and to be read:
      // `0: 0100007F:1F90 0100007F:C350 01 00000000:00000012 …`
      let fields = line.split(separator: " ", maxSplits: 5)
      guard fields.count > 4, fields[1] == reader, fields[2] == writer else { return }
      length = fields[4].split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }
    return length
  }

  /// As the kernel writes a port of 127.0.0.1.
  static func address(_ port: Int) -> String {
    let digits = String(port, radix: 16, uppercase: true)
    return "0100007F:" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

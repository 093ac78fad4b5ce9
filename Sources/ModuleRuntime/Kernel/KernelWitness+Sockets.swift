internal import Files

/// The kernel's number of a socket.
package struct SocketID: Sendable, Hashable {
  private let number: String

  package init(_ number: some StringProtocol) {
    self.number = String(number)
  }
}

extension KernelWitness {
  /// The server's end of each connection that comes from one of these ports of 127.0.0.1.
  package func acceptedSockets(from ports: Set<Int>) -> [Int: SocketID] {
    let wanted = Dictionary(uniqueKeysWithValues: ports.map { (Substring(ReceiveQueue.address($0)), $0) })
    var found: [Int: SocketID] = [:]
    Self.forEachLine(of: Self.connections(of: processID)) { line in
      // Number, local address, remote address, state, …; the tenth is the socket's, and 0 for one that is closed.
      let fields = line.split(separator: " ", maxSplits: 10)
      guard fields.count > 9, fields[9] != "0", let port = wanted[fields[2]] else { return }
      found[port] = SocketID(fields[9])
    }
    return found
  }

  /// The process's own ends of its connections to a port of 127.0.0.1.
  package func connectedSockets(to port: Int) -> Set<SocketID> {
    let own = openDescriptors().sockets
    let wanted = Substring(ReceiveQueue.address(port))
    var found: Set<SocketID> = []
    Self.forEachLine(of: Self.connections(of: processID)) { line in
      let fields = line.split(separator: " ", maxSplits: 10)
      guard fields.count > 9, fields[2] == wanted else { return }
      found.insert(SocketID(fields[9]))
    }
    return found.intersection(own)
  }

  /// The kernel's list of all TCP connections in the network that a process is in.
  static func connections(of process: Int32) -> String { "/proc/\(process)/net/tcp" }

  /// All sockets of the process, and the number of its other descriptors.
  package func openDescriptors() -> (sockets: Set<SocketID>, others: Int) {
    let folder = "/proc/\(processID)/fd"
    let targets = ((try? Folder.names(folder)) ?? []).compactMap { Path.target(ofLink: "\(folder)/\($0)") }
    let sockets = targets.filter { $0.hasPrefix("socket:[") }.map {
      SocketID($0.dropFirst("socket:[".count).dropLast())
    }
    return (Set(sockets), targets.count - sockets.count)
  }
}

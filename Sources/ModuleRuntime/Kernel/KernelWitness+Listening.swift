internal import Files
internal import Foundation

extension KernelWitness {
  /// The addresses on which a process, or one that it started, listens for TCP connections, such as "127.0.0.1:8000".
  static func listeningAddresses(of process: Int32) -> [String] {
    let own = Set(family(of: process).flatMap(sockets))
    let found = ["tcp", "tcp6"].flatMap { listeners(in: "/proc/\(process)/net/\($0)") }
    return found.filter { own.contains($0.socket) }.map(\.address)
  }

  /// The numbers of a process's sockets.
  private static func sockets(of process: Int32) -> [String] {
    let folder = "/proc/\(process)/fd"
    return ((try? Folder.names(folder)) ?? []).compactMap { Path.target(ofLink: "\(folder)/\($0)") }
      .filter { $0.hasPrefix("socket:[") }.map { String($0.dropFirst("socket:[".count).dropLast()) }
  }

  private static func listeners(in file: String) -> [(address: String, socket: String)] {
    let lines = read(file)?.split(separator: "\n").dropFirst() ?? []
    return lines.compactMap { line in
      // Number, local address, remote address, state, …; the tenth is the socket's.
      let words = line.split(separator: " ")
      guard words.count > 9, words[3] == "0A", let address = address(words[1]) else { return nil }
      return (address, String(words[9]))
    }
  }

  /// Of a form such as "0100007F:1F40", in the byte order of the machine.
  private static func address(_ word: Substring) -> String? {
    let parts = word.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
    guard let number = UInt32(parts[0], radix: 16), parts[0].count == 8 else { return "port \(port)" }
    let bytes = withUnsafeBytes(of: number) { $0.map { String($0) } }
    return "\(bytes.joined(separator: ".")):\(port)"
  }
}

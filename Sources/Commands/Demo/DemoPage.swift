internal import Base
internal import Demo
internal import Foundation
internal import LivePage

/// The page of a demo: where it is served, and the links to it.
enum DemoPage {
  struct Place: Sendable {
    /// With the page's files.
    let folder: String
    let host: String
    let port: Int

    /// A name that begins with 127 can stand for any address.
    var isLoopback: Bool {
      ["localhost", "::1"].contains(host)
        || host.hasPrefix("127.") && host.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    }
  }

  /// Throws `LivePageError`.
  static func serve(
    _ demo: Demo, at place: Place, _ commands: @escaping @Sendable (LivePage.Command) -> Void
  ) async throws -> LivePage {
    let page = LivePage(
      folder: place.folder, needsToken: !place.isLoopback, notes: { demo.script.notes[$0] }, commands: commands)
    try await page.start(host: place.host, port: place.port)
    return page
  }

  /// What to tell the speaker: the class's link first.
  static func links(_ page: LivePage, at place: Place) -> [String] {
    let host = ["0.0.0.0", "::"].contains(place.host) ? addressOnNetwork ?? place.host : place.host
    let base = "http://\(host.contains(":") ? "[\(host)]" : host):\(page.port)/"
    return [
      "For the class: \(base)\(page.token.isEmpty ? "" : "#token=\(page.token)")",
      "For you: \(base)#key=\(page.key)",
    ]
  }

  /// The first IPv4 address of this machine that others may reach; nil when it has none.
  private static var addressOnNetwork: String? {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return nil }
    defer { freeifaddrs(first) }
    for entry in sequence(first: first, next: { $0?.pointee.ifa_next }).compactMap(\.self) {
      guard let address = entry.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET),
        entry.pointee.ifa_flags & UInt32(IFF_LOOPBACK) == 0
      else { continue }
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let length = socklen_t(MemoryLayout<sockaddr_in>.size)
      if getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
    return nil
  }
}

import Foundation
import LivePage
import MiniServer
import Report
import TestSupport
import Testing

@Suite("The viewers of a demo's page", .timeLimit(.minutes(10)))
struct LiveViewersTests {
  /// A viewer who asks for the events and does not read them until it is told to.
  private final class Sleeper: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      guard connected == 0 else { throw Unexpected("no connection: \(String(cString: strerror(errno)))") }
      let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
      guard write(descriptor, request, request.utf8.count) == request.utf8.count else {
        throw Unexpected("nothing was sent")
      }
    }

    deinit { close(descriptor) }

    /// Reads until `text` or the end comes, and returns how much it was.
    func wake(until text: String) async throws -> Int {
      try await onOwnThread { [descriptor] in
        var (buffer, tail, count) = ([UInt8](repeating: 0, count: 1 << 16), "", 0)
        while true {
          let size = read(descriptor, &buffer, buffer.count)
          guard size > 0 else { throw Unexpected("it ended without '\(text)' after \(count) bytes") }
          count += size
          tail = tail.suffix(text.count) + String(decoding: buffer[..<size], as: UTF8.self)
          if tail.contains(text) { return count }
        }
      }
    }
  }

  @Test("200 viewers all see the last state and the end, beside one who never reads")
  func servesMany() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: "early word"))
      let sleeper = try Sleeper(port: served.page.port)
      let ends = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<200 { group.addTask { try await served.events(until: "event: end") } }
        try await served.waitForViewers(200)
        for number in 0..<50 {
          served.page.publish(
            ServedPage.state(message: "word \(number)" + String(repeating: "x", count: 20_000)))
        }
        served.page.publish(ServedPage.state(.rule, message: "last word"))
        await served.page.stop()
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(ends.count { $0.contains("last word") && $0.contains("event: end") } == 200)
      withExtendedLifetime(sleeper) {}
    }
  }

  @Test("States that a viewer did not read are not kept for it")
  func forgetsStates() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: "early word"))
      let sleeper = try Sleeper(port: served.page.port)
      let size = 2 << 20
      let count = 30
      for number in 1...count {
        async let seen = served.events(until: "word \(number).")
        try await served.waitForViewers(number)
        served.page.publish(
          ServedPage.state(message: "word \(number)." + String(repeating: "x", count: size)))
        _ = try await seen
      }
      served.page.publish(ServedPage.state(message: "last word"))
      // What the kernel took before it was full, and what was being sent then.
      #expect(try await sleeper.wake(until: "last word") < count * size / 2)
    }
  }

  @Test("A viewer who does not read does not hold the end")
  func endsBesideSleepers() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: String(repeating: "x", count: 16 << 20)))
      let sleeper = try Sleeper(port: served.page.port)
      // The state does not fit into what the kernel takes, so it is still being sent.
      _ = try await served.events(until: "event: state")
      await served.page.stop()
      await #expect(throws: Unexpected.self) { try await sleeper.wake(until: "event: end") }
    }
  }

  @Test("Further viewers than there may be are told so, and one of them comes in when another leaves")
  func limitsViewers() async throws {
    try await ServedPage.serving(mostViewers: 2) { (served: ServedPage) async throws in
      served.page.publish(ServedPage.state(message: "early word"))
      async let first = served.events(until: "late word")
      async let second = served.events(until: "event: end")
      try await served.waitForViewers(2)
      let refused = try await served.get("/events")
      #expect(refused.status.code == 503)
      #expect(String(decoding: refused.content.bytes, as: UTF8.self) == "There are 2 viewers already.\n")
      #expect(try await served.get("/events?probe").status.code == 503)
      #expect(try await served.get("/").status.code == 200)
      served.page.publish(ServedPage.state(message: "late word"))
      _ = try await first
      try await until("there is room for another viewer") {
        try await served.get("/events?probe").status.code == 200
      }
      #expect(try await served.events(until: "late word").contains("late word"))
      await served.page.stop()
      _ = try await second
    }
  }

  @Test(
    "An address that cannot be used is named, with what to do",
    arguments: [
      ("203.0.113.7", "This machine does not have the address 203.0.113.7. Choose another --listen address, "),
      ("not an address", "This machine does not have the address not an address. Choose another --listen address, "),
      ("::zz", "This machine does not have the address ::zz. "),
    ])
  func namesAddresses(host: String, sentence: String) async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      let other = LivePage(folder: Products.project + "/Pages/demo", needsToken: true, notes: { _ in nil }) { _ in }
      let error = await #expect(throws: LivePageError.self) { try await other.start(host: host, port: 0) }
      #expect(error.map { "\($0)".hasPrefix(sentence) && $0.exitCode == 69 } == true, "\(error as Any)")
    }
  }

  @Test("A port in use is named")
  func namesUsedPorts() async throws {
    try await ServedPage.serving { (served: ServedPage) async throws in
      let port = served.page.port
      let other = LivePage(folder: Products.project + "/Pages/demo", needsToken: false, notes: { _ in nil }) { _ in }
      let error = await #expect(throws: LivePageError.self) {
        try await other.start(host: "127.0.0.1", port: port)
      }
      #expect(
        error?.description
          == "Port \(port) of 127.0.0.1 cannot be used: Address already in use. Choose another with --port N.")
    }
  }
}

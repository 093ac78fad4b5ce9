import Foundation
import TestSupport
import Testing

@Suite("connect", .timeLimit(.minutes(30)))
struct ConnectTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// Runs a right module of lesson 04, and hands over the address of its WebSocket.
  private func withRoom(_ use: @Sendable (String) async throws -> Void) async throws {
    let fix = "\(Products.project)/Solutions/04-websockets/swift/async-let"
    let words = ["run", "04", "--port", "0", "--track", "swift", "--module", fix]
    let outcome = try await Pitfall(sandbox).run(words) { running in
      let line = try await running.waitUntilItSays(" answers at http://")
      let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") })
      try await use("\(address)/ws?client=ada")
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0)
  }

  @Test("It prints what a client gets, and how its connection ends")
  func prints() async throws {
    try await withRoom { url in
      let stays = try await Pitfall(sandbox).run(["connect", url, "--say", "hello"])
      #expect(stays.exit == 0)
      #expect(stays.output.contains("Echo: hello\n") && stays.output.contains("Tick: "))
      #expect(stays.errors.contains("left, code 1000"), "\(stays.errors)")

      let bye = try await Pitfall(sandbox).run(["connect", url, "--say", "bye"])
      #expect(bye.exit == 0)
      #expect(bye.errors.contains("the server ended the connection, code 1000"), "\(bye.errors)")

      let boom = try await Pitfall(sandbox).run(["connect", url, "--say", "boom"])
      #expect(boom.errors.contains("the server ended the connection, code 1011"), "\(boom.errors)")

      let vanishes = try await Pitfall(sandbox).run(["connect", url, "--for", "0.2", "--vanish"])
      #expect(vanishes.errors.contains("vanished"), "\(vanishes.errors)")

      let silent = try await Pitfall(sandbox).run(["connect", url, "--for", "0.3", "--no-read"])
      #expect(silent.output == "" && silent.errors.contains("vanished"), "\(silent.errors)")
    }
  }

  @Test("Several clients hear each other, each with its number")
  func connectsSeveral() async throws {
    try await withRoom { url in
      let pair = try await Pitfall(sandbox).run(["connect", url, "--say", "hello", "--times", "2", "--for", "2"])
      #expect(pair.exit == 0)
      for line in ["1: Echo: hello\n", "2: Echo: hello\n"] { #expect(pair.output.contains(line), "\(pair.output)") }
      #expect(pair.output.contains(": Said: hello\n"), "\(pair.output)")
    }
  }

  @Test("It sends the lines that come through a pipe, and waits for the replies")
  func sendsPipedLines() async throws {
    try await withRoom { url in
      let typed = try await Pitfall(sandbox, isIdle: true).shell("printf 'one\ntwo\n' | \"$pitfall\" connect '\(url)'")
      #expect(typed.exit == 0)
      #expect(typed.output.contains("Echo: one\n") && typed.output.contains("Echo: two\n"), "\(typed.output)")
      #expect(typed.errors.contains("left, code 1000"), "\(typed.errors)")
    }
  }

  @Test("A server that is not there, or opens no WebSocket, is told in a sentence")
  func tellsFailures() async throws {
    let nobody = try await Pitfall(sandbox).run(["connect", "http://127.0.0.1:1/ws", "--say", "hello"])
    #expect(nobody.exit == 1)
    #expect(nobody.errors.contains("No WebSocket could be opened at http://127.0.0.1:1/ws: "), "\(nobody.errors)")
    #expect(!nobody.isCrash)
    try await withRoom { url in
      let other = url.replacing("/ws?client=ada", with: "/clients")
      let refused = try await Pitfall(sandbox).run(["connect", other, "--say", "hello"])
      #expect(refused.exit == 1)
      #expect(refused.errors.contains("No WebSocket could be opened at \(other): "), "\(refused.errors)")
    }
  }
}

import Foundation
import TestSupport
import Testing

/// One headless Chromium for all tests of a suite, because each takes seconds and hundreds of megabytes.
struct Chromium: SuiteTrait, TestScoping {
  /// The WebSocket of its DevTools protocol.
  @TaskLocal static var address = ""

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let sandbox = try Sandbox()
    var program = Pitfall(sandbox, isIdle: true)
    program.deadline = .seconds(1_700)
    let arguments = [
      "--headless", "--remote-debugging-port=0", "--user-data-dir=\(sandbox.path)/profile", "--no-first-run",
      // Root, whom a container often has, cannot have its sandbox; it opens nothing but pitfall's own page.
      "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
      // As without a network: a page that needs anything else fails.
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "about:blank",
    ]
    _ = try await program.run(try Tool.system("chromium").path, arguments) { running in
      let line = try await running.waitUntilItSays("DevTools listening on ws://")
      let address = try #require(line.split(separator: " ").last).description
      try await Self.$address.withValue(address) { try await function() }
      running.signal(SIGTERM)
    }
    try await sandbox.waitForNoProcess()
  }
}

extension Trait where Self == Chromium {
  static var chromium: Self { Self() }
}

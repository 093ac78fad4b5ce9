import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct EchoCheckTests {
  @Test("Texts that come back and reach all others pass, and so they do when each send waits for its reader")
  func passes() async throws {
    for finding in [try await judge(EchoCheck.self), try await judge(EchoCheck.self, .waitsForSlowReaders)] {
      #expect(finding.verdict == .pass, "\(finding.measured)")
      #expect(finding.numbers["texts"]?.value == 12)
    }
  }

  @Test("Each way of sending a text to the wrong clients, or too often, has its own cause")
  func findsWrongReceivers() async throws {
    expectFailures([
      (try await judge(EchoCheck.self, .hearsItself), "echo.hears-itself", "also got \"Said: …\""),
      (try await judge(EchoCheck.self, .echoToAll), "echo.to-others", "another client got the echo"),
      (try await judge(EchoCheck.self, .saysTwice), "echo.repeated", "more often than it was said"),
    ])
  }

  @Test("A client that vanishes in the middle of a message must harm neither the speaker nor the others")
  func findsUnguardedSends() async throws {
    expectFailures([
      (
        try await judge(EchoCheck.self, .unguarded), "echo.speaker-cut-off",
        "when a client vanished in the middle of a message to it"
      ),
      (
        try await judge(EchoCheck.self, .stopsAtFailure, patience: .seconds(1)), "echo.unheard",
        "did not hear it"
      ),
    ])
  }
}

import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct QuietCheckTests {
  @Test("A room that says nothing of clients that leave passes")
  func passes() async throws {
    let finding = try await judge(QuietCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["left"]?.value == 8)
  }

  @Test("A room that logs an exception for each client that leaves fails, and the place is named")
  func findsExceptions() async throws {
    let finding = try await judge(QuietCheck.self, .leavingIsLogged)
    #expect(finding.cause == "quiet.error")
    #expect(finding.measured.hasPrefix("8 clients left, and the log told of 8 errors"), "\(finding.measured)")
    #expect(finding.measured.contains("main.swift:40"))
  }
}

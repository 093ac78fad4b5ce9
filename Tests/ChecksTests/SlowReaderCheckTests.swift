import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct SlowReaderCheckTests {
  @Test("A room that waits for no reader passes")
  func passes() async throws {
    let finding = try await judge(SlowReaderCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["heard"]?.value == 12)
  }

  @Test("A room that waits for each reader fails, while the feed of the others goes on")
  func findsWaits() async throws {
    let finding = try await judge(SlowReaderCheck.self, .waitsForSlowReaders)
    #expect(finding.cause == "slow-reader.waits", "\(finding.measured)")
    #expect(finding.measured.contains("numbers of its feed"))
  }
}

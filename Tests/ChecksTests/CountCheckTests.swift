import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct CountCheckTests {
  @Test("A right number passes, with clients that come and leave in every way")
  func passes() async throws {
    let finding = try await judge(CountCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.exhibit?.rows?.count == 8)
  }

  @Test(
    "A client that stays counted after one way of leaving fails, and the way is named", arguments: RoomExit.allCases)
  func findsStaleClients(exit: RoomExit) async throws {
    let finding = try await judge(CountCheck.self, .staysCounted(exit))
    #expect(finding.cause == "count.wrong")
    #expect(finding.measured.hasPrefix("after \(exit.occasion), GET /clients returned"), "\(finding.measured)")
  }

  @Test("A client that is counted only once the upstream has replied for it fails")
  func findsLateEntries() async throws {
    let finding = try await judge(CountCheck.self, .entersWithFirstTick)
    #expect(finding.cause == "count.wrong")
    #expect(
      finding.measured.contains(#/^after 1[5-7] clients had connected, GET /clients returned/#), "\(finding.measured)")
  }

  @Test("A client that the server does not close has not left")
  func countsOpenClients() async throws {
    let finding = try await judge(CountCheck.self, .byeIsEchoed, patience: .seconds(1))
    #expect(finding.verdict == .pass, "\(finding.measured)")
  }
}

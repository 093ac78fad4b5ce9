import Checks
import Lessons
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct StopCheckTests {
  @Test("A room that ends with clients connected passes")
  func passes() async throws {
    let finding = try await judge(StopCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["clients"]?.value == 3)
  }

  @Test(
    "A handler of a client that left before, and still waits, keeps the room from stopping",
    arguments: RoomExit.allCases)
  func findsEarlierHangs(exit: RoomExit) async throws {
    let finding = try await judge(StopCheck.self, .neverEnds(exit), pace: 0.2)
    #expect(finding.cause == "stop.hangs", "\(finding.measured)")
  }

  @Test("A module that its framework had to end, which a busy machine lets happen, did not end by itself")
  func findsForcedEnds() throws {
    let check = try StopCheck(parameters: ManifestNode(yaml: roomParameters))
    var seen = StopCheck.Measurement()
    seen.duration = .seconds(8)
    #expect(check.judge(seen).verdict == .pass)
    seen.duration = .milliseconds(10_027)
    #expect(check.judge(seen).cause == "stop.hangs")
  }

  @Test("A handler that waits for what never ends keeps the room from stopping")
  func findsHangs() async throws {
    let finding = try await judge(StopCheck.self, .neverStops, .feedGoesOn(.closes), pace: 0.2)
    #expect(finding.cause == "stop.hangs", "\(finding.measured)")
  }
}

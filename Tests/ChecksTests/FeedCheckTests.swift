import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct FeedCheckTests {
  @Test("A room that sends each client its own numbers, and waits for a slow one, passes")
  func passes() async throws {
    let finding = try await judge(FeedCheck.self, pace: 1)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["slow_ms"]?.value == 950)
  }

  @Test("Numbers of others, repeated ones and missing ones fail")
  func findsWrongNumbers() async throws {
    expectFailures([
      (
        try await judge(FeedCheck.self, .feedOfOthers, pace: 1, patience: .seconds(1)), "feed.not-asked",
        "/feed?client="
      ),
      (try await judge(FeedCheck.self, .tickTwice, pace: 1), "feed.repeated", "twice"),
      (try await judge(FeedCheck.self, .everyOtherTick, pace: 1), "feed.missing", "did not reach it"),
    ])
  }

  @Test("A slow call that is given up or made twice, or that holds up the client or others, fails")
  func findsImpatience() async throws {
    expectFailures([
      (try await judge(FeedCheck.self, .feedGivesUp, pace: 1), "feed.gave-up", "was given up after"),
      (try await judge(FeedCheck.self, .feedIsHedged, pace: 1), "feed.asked-again", "asked for the same client again"),
      (try await judge(FeedCheck.self, .feedHoldsClient, pace: 1), "feed.holds-client", "it did not come back"),
      (try await judge(FeedCheck.self, .feedHoldsAll, pace: 1), "feed.holds-others", "only 0 times for another"),
    ])
  }
}

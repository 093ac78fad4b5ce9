import Checks
import Testing

/// The check against rooms that are known to be right or wrong.
@Suite(.timeLimit(.minutes(10)))
struct FeedCheckTests {
  @Test("A room that sends each client its own numbers, and waits for a slow one, passes")
  func passes() async throws {
    let finding = try await judge(FeedCheck.self)
    #expect(finding.verdict == .pass, "\(finding.measured)")
    #expect(finding.numbers["slow_ms"]?.value == 950)
  }

  @Test("Numbers of others, repeated ones and missing ones fail")
  func findsWrongNumbers() async throws {
    expectFailures([
      (try await judge(FeedCheck.self, .feedOfOthers, patience: .seconds(1)), "feed.not-asked", "/feed?client="),
      (try await judge(FeedCheck.self, .tickTwice), "feed.repeated", "twice"),
      (try await judge(FeedCheck.self, .everyOtherTick), "feed.missing", "did not reach it"),
    ])
  }

  @Test("A slow call that is given up or made twice, or that holds up the client or others, fails")
  func findsImpatience() async throws {
    expectFailures([
      (try await judge(FeedCheck.self, .feedGivesUp), "feed.gave-up", "was given up after"),
      (try await judge(FeedCheck.self, .feedIsHedged), "feed.asked-again", "asked for the same client again"),
      (try await judge(FeedCheck.self, .feedHoldsClient), "feed.holds-client", "it did not come back"),
      (try await judge(FeedCheck.self, .feedHoldsAll), "feed.holds-others", "only 0 times for another"),
    ])
  }
}

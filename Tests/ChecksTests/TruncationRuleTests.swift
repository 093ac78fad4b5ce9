import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TruncationRuleTests {
  private func judge(
    _ broken: TruncationCheck.Ending?, status: Int? = 200, isGoodWhole: Bool = true, wasAsked: Bool = true
  ) throws -> Finding {
    try TruncationCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(
      .init(
        request: ProbeRequest("GET", "/stream"), good: exchange("/stream", status: status), isGoodWhole: isGoodWhole,
        broken: broken, wasAsked: wasAsked, chunks: 4, sentChunks: 2))
  }

  @Test("A stream that is cut short, or rejected before it began, passes")
  func passes() throws {
    #expect(try judge(.cutShort).verdict == .pass)
    #expect(try judge(.complete(status: 502, bytes: 20)).verdict == .pass)
  }

  @Test("A stream that looks complete or never ends fails, and so does a module without an intact one")
  func fails() throws {
    expectFailures([
      (
        try judge(.complete(status: 200, bytes: 14)), "truncation.looks-complete",
        "the client received a 200 with 14 bytes and a clean end, so the stream that the upstream broke off after 2 of "
          + "4 chunks looks complete"
      ),
      (try judge(.open), "truncation.still-open", "the client still waits"),
      (try judge(.noAnswer("it was no HTTP")), "truncation.no-response", "it was no HTTP"),
      (try judge(.cutShort, wasAsked: false), "truncation.no-call", "was answered without an upstream call"),
      (
        try judge(nil, status: 500, isGoodWhole: false), "truncation.server-error",
        "with nothing interrupted, returned 500 instead of 200"
      ),
      (
        try judge(nil, isGoodWhole: false), "truncation.other-body",
        "is not what the upstream sent, although nothing was interrupted"
      ),
      (try judge(nil, status: nil, isGoodWhole: false), "truncation.no-response", "it hung up"),
    ])
  }
}

import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct TruncationRuleTests {
  private func judge(
    _ broken: TruncationCheck.Ending?, status: Int? = 200, isGoodWhole: Bool = true, wasAsked: Bool = true
  ) throws -> Finding {
    try TruncationCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(
      .init(
        request: ProbeRequest("GET", "/stream"), good: exchange("/stream", status: status), isGoodWhole: isGoodWhole,
        broken: broken, wasAsked: wasAsked))
  }

  @Test("A stream that is cut short, or refused before it began, passes")
  func passes() throws {
    #expect(try judge(.cutShort).verdict == .pass)
    #expect(try judge(.complete(status: 502, bytes: 20)).verdict == .pass)
  }

  @Test("One that looks complete or never ends fails, and so does a module without a good one")
  func fails() throws {
    expectFailures([
      (try judge(.complete(status: 200, bytes: 14)), "a 200 of 14 bytes with a proper end: it looks complete"),
      (try judge(.open), "the client still waits"),
      (try judge(.noAnswer("it was no HTTP")), "it was no HTTP"),
      (try judge(.cutShort, wasAsked: false), "without asking the partner"),
      (try judge(nil, status: 500, isGoodWhole: false), "answered 500 instead of 200, though nothing was broken off"),
      (try judge(nil, isGoodWhole: false), "is not what the partner sent"),
      (try judge(nil, status: nil, isGoodWhole: false), "it hung up"),
    ])
  }
}

import Base
import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct StreamRuleTests {
  private func judge(
    _ beginning: StreamCheck.Beginning = .arrived, status: Int? = 200, failure: NoResponse? = nil, isWhole: Bool = true
  ) throws -> Finding {
    try StreamCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(
      .init(
        request: ProbeRequest("GET", "/stream"), beginning: beginning, status: status, failure: failure,
        isWhole: isWhole, bytes: 56))
  }

  @Test("A first chunk before the second, and the whole body after it, pass")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A withheld chunk, a cut or changed body, an error and a made-up stream fail")
  func fails() throws {
    let withheld = try judge(.withheld(.milliseconds(1_001), pings: 150))
    expectFailures([
      (withheld, "stream.buffered", "was not passed on for 1001 ms, in which the module answered 150 pings"),
      (try judge(.ended, status: 500), "stream.server-error", "returned 500 instead of 200"),
      (try judge(.ended), "stream.ended-early", "ended before the upstream's first chunk had arrived"),
      (try judge(.neverAsked), "stream.no-call", "was answered without an upstream call for its stream"),
      (
        try judge(.neverAsked, status: nil, failure: "it hung up"), "stream.no-response",
        "GET /stream got no response: it hung up"
      ),
      (
        try judge(failure: "it hung up"), "stream.broke-off",
        "the first chunk arrived, and then the response broke off: it hung up"
      ),
      (try judge(isWhole: false), "stream.other-body", "the body, of 56 bytes, is not what the upstream sent"),
    ])
    #expect(withheld.dependsOnControl)
    #expect(try !judge(.ended, status: 500).dependsOnControl)
  }
}

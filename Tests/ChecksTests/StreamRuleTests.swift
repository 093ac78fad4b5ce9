import Base
import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct StreamRuleTests {
  private func judge(
    _ beginning: StreamCheck.Beginning = .arrived, status: Int? = 200, failure: String? = nil, isWhole: Bool = true
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

  @Test("A chunk held back, a body cut or changed, an error and a stream that is made up fail")
  func fails() throws {
    let withheld = try judge(.withheld(.milliseconds(1_001), pings: 150))
    expectFailures([
      (withheld, "was not passed on for 1001 ms, in which the module answered 150 pings"),
      (try judge(.ended, status: 500), "answered 500 instead of 200"),
      (try judge(.ended), "ended before the partner's first chunk had come through"),
      (try judge(.neverAsked), "without asking the partner"),
      (try judge(.neverAsked, status: nil, failure: "it hung up"), "GET /stream: it hung up"),
      (try judge(failure: "it hung up"), "the first chunk arrived, and then: it hung up"),
      (try judge(isWhole: false), "the body, of 56 bytes, is not what the partner sent"),
    ])
    #expect(withheld.dependsOnControl)
    #expect(try !judge(.ended, status: 500).dependsOnControl)
  }
}

import Base
import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct StreamRuleTests {
  private func passage(
    _ progress: StreamCheck.Progress = .inStep, status: Int? = 200, failure: NoResponse? = nil, isWhole: Bool = true
  ) -> StreamCheck.Passage {
    .init(
      request: ProbeRequest("GET", "/stream"), chunks: [20, 3_000, 16], progress: progress, status: status,
      failure: failure, isWhole: isWhole, bytes: 56)
  }

  private func judge(_ passages: StreamCheck.Passage...) throws -> Finding {
    try StreamCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}")).judge(.init(passages: passages))
  }

  @Test("Chunks that arrive one by one, and the whole body, pass")
  func passes() throws {
    let finding = try judge(passage(), passage())
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "6 chunks in 2 streams, each of which arrived before the next was sent")
  }

  @Test("A withheld chunk, a cut or changed body, an error and a made-up stream fail")
  func fails() throws {
    let withheld = try judge(passage(.withheld(chunk: 1, .milliseconds(1_001), pings: 150)))
    let failed = try judge(passage(.ended(chunk: 1), status: 500))
    expectFailures([
      (
        withheld, "stream.buffered",
        "first chunk (20 bytes) was not passed on for 1001 ms, in which the module answered 150 pings"
      ),
      (
        try judge(passage(), passage(.withheld(chunk: 2, .milliseconds(1_001), pings: 150))), "stream.buffered-later",
        "chunk 2 of 3 (3000 bytes) was not passed on for 1001 ms"
      ),
      (
        try judge(passage(.withheld(chunk: 2, .milliseconds(1_001), pings: 150, arrived: 2_999))),
        "stream.buffered-later", "of chunk 2 of 3 (3000 bytes) only 2999 bytes arrived; the rest was not passed on"
      ),
      (failed, "stream.server-error", "returned 500 instead of 200"),
      (
        try judge(passage(.ended(chunk: 1))), "stream.ended-early",
        "ended before the upstream's first chunk had arrived"
      ),
      (
        try judge(passage(.ended(chunk: 3), failure: "it hung up")), "stream.ended-early",
        "ended after 2 of the upstream's 3 chunks: it hung up"
      ),
      (
        try judge(passage(.differs(chunk: 2))), "stream.other-body",
        "differs from what the upstream sent, within the first 2 chunks"
      ),
      (try judge(passage(.neverAsked)), "stream.no-call", "was answered without an upstream call for its stream"),
      (
        try judge(passage(.neverAsked, status: nil, failure: "it hung up")), "stream.no-response",
        "GET /stream got no response: it hung up"
      ),
      (
        try judge(passage(failure: "it hung up")), "stream.broke-off",
        "all chunks arrived, and then the response broke off: it hung up"
      ),
      (
        try judge(passage(isWhole: false)), "stream.other-body",
        "of 56 bytes, is not what the upstream sent, which were 3036 bytes"
      ),
    ])
    #expect(withheld.dependsOnControl)
    #expect(!failed.dependsOnControl)
  }
}

import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct ContractRuleTests {
  private func judge(_ problems: [ContractCheck.Exchange.Problem?]) throws -> Finding {
    try ContractCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(
      ContractCheck.Measurement(
        exchanges: problems.map { .init(target: "/a", status: 200, body: "", problem: $0) }))
  }

  @Test("One problem among many exchanges fails, and is named")
  func namesTheFirst() throws {
    #expect(try judge([nil, nil]).verdict == .pass)
    let difference = FieldDifference(field: "price", expected: .number(1.5), found: nil)
    for (problem, part) in [
      (ContractCheck.Exchange.Problem.status(404), "answered 404 instead of 200"),
      (.notJSON, "a body that is no JSON"), (.upstreamCalls(2), "made 2 calls to the partner"),
      (.noReply("it hung up"), "GET /a: it hung up"),
      (.field(difference), "answered \"price\": nothing, instead of 1.5"),
    ] {
      let finding = try judge([nil, problem])
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
    }
  }
}

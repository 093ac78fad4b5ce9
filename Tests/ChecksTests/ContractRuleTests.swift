import Bench
import Checks
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ContractRuleTests {
  private func judge(_ responses: [ContractCheck.CheckedResponse]) throws -> Finding {
    try ContractCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(
      ContractCheck.Measurement(responses: responses))
  }

  @Test("One problem among many responses fails, and is reported")
  func namesTheFirst() throws {
    let right = ContractCheck.CheckedResponse(exchange("/a"), calls: 1)
    #expect(try judge([right, .init(exchange("/a"))]).verdict == .pass)
    let difference = FieldDifference(field: "price", expected: .number(1.5), found: nil)
    func wrong(_ problem: ResponseProblem?, calls: Int? = nil) throws -> Finding {
      try judge([right, .init(exchange("/a"), problem: problem, calls: calls)])
    }
    expectFailures([
      (try wrong(.status(404)), "contract.wrong-status", "GET /a returned 404 instead of 200"),
      (try wrong(.notJSON), "contract.not-json", "GET /a returned a body that is not JSON"),
      (try wrong(nil, calls: 2), "contract.upstream-calls", "GET /a made 2 upstream calls instead of 1"),
      (try wrong(.noResponse("it hung up")), "contract.no-response", "GET /a got no response: it hung up"),
      (try wrong(.field(difference)), "contract.wrong-field", "GET /a returned \"price\": nothing instead of 1.5"),
    ])
  }
}

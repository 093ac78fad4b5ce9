import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CORSRuleTests {
  private func judge(_ values: [String]...) throws -> Finding {
    try CORSCheck(parameters: ManifestNode(yaml: "{origin: 'https://a.example', requests: []}")).judge(
      .init(
        origin: "https://a.example",
        exchanges: values.map { values in
          exchange(
            "/boom", status: 500, headers: values.map { ProbeRequest.Header("access-control-allow-origin", $0) })
        }))
  }

  @Test("The page's origin or any origin passes")
  func passes() throws {
    #expect(try judge(["https://a.example"], ["*"]).verdict == .pass)
  }

  @Test("No header, another origin and two header lines fail")
  func fails() throws {
    expectFailures([
      (
        try judge(["*"], []), "cors.no-header", "the response to GET /boom (500) has no Access-Control-Allow-Origin"
      ),
      (try judge(["https://b.example"]), "cors.wrong-origin", "has the Access-Control-Allow-Origin https://b.example"),
      (try judge(["*", "*"]), "cors.several", "2 lines of Access-Control-Allow-Origin, * and *"),
    ])
  }
}

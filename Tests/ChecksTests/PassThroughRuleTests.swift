import Base
import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing

struct PassThroughRuleTests {
  private func answer(
    _ exchange: Exchange, _ expected: ExpectedStatus, _ difference: FieldDifference? = nil
  ) -> PassThroughCheck.CheckedAnswer {
    .init(exchange, to: "GET /{word}", expected: expected, difference: difference)
  }

  private func judge(_ answers: [PassThroughCheck.CheckedAnswer]) throws -> Finding {
    try PassThroughCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(.init(answers: answers))
  }

  @Test("Each answer with its own status passes")
  func passes() throws {
    let finding = try judge([
      answer(exchange(), .success), answer(exchange(status: 404), .code(404)), answer(exchange(status: 204), .success),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "3 requests, each answered with its own status")
  }

  @Test("Another status, another body and no answer fail; only the last may be this machine's fault")
  func fails() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let lost = try judge([answer(exchange(status: nil), .success)])
    let changed = try judge([
      answer(exchange(), .success), answer(exchange("/teapot", status: 500), .code(418)),
    ])
    expectFailures([
      (changed, "GET /teapot answered 500 instead of 418"),
      (try judge([answer(exchange(status: 404), .success)]), "answered 404 instead of 2xx"),
      (
        try judge([answer(exchange(), .code(200), difference)]),
        "answered \"ok\": nothing, instead of true"
      ),
      (lost, "GET /ok: it hung up"),
    ])
    #expect(lost.dependsOnControl && !changed.dependsOnControl)
    #expect(changed.isInModuleLog)
    #expect(changed.reproduce.contains("/teapot"))
  }

  @Test("A row names the route, and a wrong status before a wrong body")
  func draws() throws {
    let difference = FieldDifference(field: "ok", expected: .flag(true), found: nil)
    let finding = try judge([
      answer(exchange("/xyz", status: 500), .code(404)), answer(exchange(status: 500), .code(200), difference),
      answer(exchange(), .code(200), difference),
    ])
    let rows: [ExchangeRow]? = finding.measurements[Exhibits.exchanges]?.decoded()
    #expect(
      rows == [
        ExchangeRow("GET /{word}", expected: "404", seen: "500", holds: false),
        ExchangeRow("GET /{word}", expected: "200", seen: "500", holds: false),
        ExchangeRow("GET /{word}", expected: "200 with its own", seen: "200 with another \"ok\"", holds: false),
      ])
  }
}

import Bench
import Checks
import Lessons
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ValueRuleTests {
  private static let parameters = "{get: /dep, header: X-Tenant, table: t, key: tag, value: name, field: dependency}"
  private static let secrets = [PrivateValue("name", "ACME"), PrivateValue("name", "Initech")]

  private func judge(_ trials: [Trial]) throws -> Finding {
    try ValueCheck(parameters: ManifestNode(yaml: Self.parameters)).judge(ValueCheck.Measurement(trials: trials))
  }

  private func served(_ status: Int?, _ body: String) -> Trial {
    let request = ProbeRequest("GET", "/dep", headers: [.init("X-Tenant", "A")])
    return Trial(
      .init("one", request, .served(["dependency": .text("ACME")]), formerly: ["dependency": .text("Old")]),
      outcome(status, body)
    ).keeping(Self.secrets)
  }

  private func refused(_ status: Int?, _ body: String = "{}") -> Trial {
    Trial(
      .init("no X-Tenant", ProbeRequest("GET", "/dep"), .refused(Set(400...499))), outcome(status, body)
    ).keeping(Self.secrets)
  }

  @Test("Correct values, further fields and any 4xx pass")
  func passes() throws {
    let finding = try judge([
      served(200, #"{"dependency": "ACME", "more": 1}"#), refused(400), refused(404), refused(499),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 requests, each answered with its own value or rejected")
  }

  @Test("An empty value, another value, a body that is not JSON, and anything but a required 4xx fail")
  func fails() throws {
    for (trial, cause, sentence) in [
      (
        served(200, #"{"dependency": null}"#), "wrong-field",
        #"GET /dep (one) returned "dependency": null instead of "ACME""#
      ),
      (
        served(200, #"{"dependency": "Initech"}"#), "mixed-up",
        #"GET /dep (one) returned "dependency": "Initech", which is from another record, instead of "ACME""#
      ),
      (
        served(200, #"{"dependency": "Old"}"#), "old-value",
        #"GET /dep (one) returned "dependency": "Old", which is the value from before it was changed, instead of "ACME""#
      ),
      (served(200, "{}"), "wrong-field", #"GET /dep (one) returned "dependency": nothing instead of "ACME""#),
      (served(200, "ACME"), "not-json", "GET /dep (one) returned a body that is not JSON"),
      (served(404, "{}"), "wrong-status", #"GET /dep (one) returned 404 instead of "ACME""#),
      (refused(200), "wrong-status", "GET /dep (no X-Tenant) returned 200 instead of a 4xx"),
      (refused(500), "server-error", "GET /dep (no X-Tenant) returned 500 instead of a 4xx"),
      (
        refused(404, #"{"detail": "only Initech is known"}"#), "leak",
        #"GET /dep (no X-Tenant) was rejected, with the name "Initech" in its body, which this caller must not see"#
      ),
    ] {
      let finding = try judge([served(200, #"{"dependency": "ACME"}"#), trial])
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "value.\(cause)")
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }

  @Test("A missing response fails, unless this machine was too busy, and is reported only when no other request fails")
  func waitsInVain() throws {
    let late = try judge([served(nil, "")])
    #expect(late.verdict == .fail)
    #expect(late.dependsOnControl)
    #expect(late.cause == "value.no-response")
    #expect(late.measured == "GET /dep (one) got no response within 3 s")
    let wrong = try judge([served(nil, ""), refused(200)])
    #expect(!wrong.dependsOnControl)
    #expect(wrong.measured.contains("returned 200"))
  }

  @Test("A failure says how to reproduce it, draws the failed requests first, and refers to the log after a 500")
  func showsTheFailure() throws {
    let finding = try judge([refused(404), served(500, "")])
    #expect(finding.reproduce == #"curl -si -H 'X-Tenant: A' "${URL:?}/dep""#)
    #expect(finding.isInModuleLog)
    #expect(try judge([refused(500, "ACME")]).isInModuleLog)
    #expect(
      finding.exhibit?.rows == [
        ExchangeRow("one", expected: "\"ACME\"", seen: "500", holds: false),
        ExchangeRow("no X-Tenant", expected: "a 4xx", seen: "404", holds: true),
      ])
  }
}

import Bench
import Checks
import Lessons
import TestSupport
import Testing

struct RefusalRuleTests {
  private static let secrets = [PrivateValue("diary", "dear diary"), PrivateValue("token", "tok")]

  private func judge(_ trials: [Trial]) throws -> Finding {
    try RefusalCheck(
      parameters: ManifestNode(yaml: "{get: /me, table: u, token: token, refused_with: [401, 403, 422]}")
    ).judge(RefusalCheck.Measurement(trials: trials))
  }

  private func served(_ status: Int) -> Trial {
    Trial(.init("a good token", ProbeRequest("GET", "/me"), .served([:])), outcome(status, "anything"))
  }

  private func refused(
    _ status: Int, _ body: String = "{}", headers: [ProbeRequest.Header] = [], authorization: String = "Basic x"
  ) -> Trial {
    let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", authorization)])
    return Trial(
      .init("as Basic", request, .refused([401, 403, 422])), outcome(status, body, headers: headers),
      keeping: Self.secrets)
  }

  @Test("The three statuses pass, and so does an answer that repeats what the request said")
  func passes() throws {
    let finding = try judge([
      served(200), refused(401), refused(403), refused(422, "Bearer tok", authorization: "Bearer tok"),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 requests, 3 of them refused without a word too many")
  }

  @Test("Another status, and a private field in the body or in a header, fail")
  func fails() throws {
    for (trial, sentence) in [
      (refused(200), "GET /me (as Basic) answered 200, instead of 401, 403 or 422"),
      (refused(404), "GET /me (as Basic) answered 404, instead of 401, 403 or 422"),
      (
        refused(200, #"{"diary": "dear diary"}"#),
        #"GET /me (as Basic) answered 200, with the diary "dear diary" in it, which this caller must not see, instead of 401, 403 or 422"#
      ),
      (
        refused(401, headers: [.init("X-Diary", "dear diary")]),
        #"GET /me (as Basic) was refused, with the diary "dear diary" in it, which this caller must not see"#
      ),
      (
        refused(401, "you mean tok"),
        #"GET /me (as Basic) was refused, with the token "tok" in it, which this caller must not see"#
      ),
      (served(401), "GET /me (a good token) answered 401, instead of 200"),
    ] {
      let finding = try judge([served(200), trial])
      #expect(finding.verdict == .fail)
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }
}

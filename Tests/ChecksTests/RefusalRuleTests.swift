import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RefusalRuleTests {
  private static let secrets = [PrivateValue("diary", "dear diary"), PrivateValue("token", "tokenof1")]

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
      .init("as Basic", request, .refused([401, 403, 422]), advice: "Check the scheme."),
      outcome(status, body, headers: headers)
    ).keeping(Self.secrets)
  }

  @Test("The three statuses pass, and so does a response that repeats what the request contained")
  func passes() throws {
    let finding = try judge([
      served(200), refused(401), refused(403), refused(422, "Bearer tokenof1", authorization: "Bearer tokenof1"),
    ])
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 requests; 3 rejected, none of them disclosing anything")
  }

  @Test("Another status, and a private field in the body or in a header, fail")
  func fails() throws {
    for (trial, cause, sentence) in [
      (refused(200), "wrong-status", "GET /me (as Basic) returned 200 instead of 401, 403 or 422"),
      (refused(404), "wrong-status", "GET /me (as Basic) returned 404 instead of 401, 403 or 422"),
      (
        refused(200, #"{"diary": "dear diary"}"#), "leak",
        #"GET /me (as Basic) returned 200, with the diary "dear diary" in its body, which this caller must not see, instead of 401, 403 or 422"#
      ),
      (
        refused(401, headers: [.init("X-Diary", "dear diary")]), "leak",
        #"GET /me (as Basic) was rejected, with the diary "dear diary" in its header X-Diary, which this caller must not see"#
      ),
      (
        refused(401, "you mean TOKENOF1"), "leak",
        #"GET /me (as Basic) was rejected, with the token "tokenof1" in its body, which this caller must not see"#
      ),
      (
        refused(401, headers: [.init("etag", "746f6b656e6f6631")]), "leak",
        #"GET /me (as Basic) was rejected, with the token "tokenof1" in its header etag, in hexadecimal digits, which this caller must not see"#
      ),
      (served(401), "wrong-status", "GET /me (a good token) returned 401 instead of 200"),
    ] {
      let finding = try judge([served(200), trial])
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "refusal.\(cause)")
      #expect(finding.measured == sentence)
      #expect(!finding.dependsOnControl)
    }
  }

  @Test("A rejection with another 4xx is told from a request that was served")
  func advises() throws {
    #expect(
      try judge([refused(429)]).next
        == "The request was refused, but with 429: every request that must be rejected gets 401, 403 or 422, however "
        + "many came before it.")
    #expect(try judge([refused(200)]).next == "Check the scheme.")
  }
}

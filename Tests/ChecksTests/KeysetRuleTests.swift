import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct KeysetRuleTests {
  private func judge(_ account: WalkAccount, isFirstAgain: Bool = false) throws -> Finding {
    try KeysetCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      KeysetCheck.Measurement(
        requests: [request("/users?limit=100"), request("/users?limit=100&after=250")], inserted: 5,
        isFirstAgain: isFirstAgain, account: account))
  }

  @Test("Every row once passes, twice or never fails")
  func counts() throws {
    #expect(try judge(WalkAccount(lasting: 1_000, pages: 11)).verdict == .pass)
    let page = WalkPage(
      PageExchange(request("/users?limit=3&after=250"), .rows(rows(250...252))), wanted: rows(251...253))
    let overlap = try judge(WalkAccount(lasting: 1_000, pages: 11, repeated: [250], firstWrong: page))
    #expect(overlap.verdict == .fail)
    #expect(overlap.cause == "keyset.overlap")
    #expect(overlap.next?.contains("GET /users?limit=3&after=250 after the row with that ID: compare with >") == true)
    let missing = try judge(WalkAccount(lasting: 1_000, pages: 11, missing: [250]))
    #expect(missing.verdict == .fail)
    #expect(missing.cause == "keyset.wrong-page")
  }

  @Test("A module that ignores the ID fails with that reason")
  func namesWhatIsMissing() throws {
    let finding = try judge(WalkAccount(lasting: 1_000, pages: 2, missing: [9], repeated: [4]), isFirstAgain: true)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "keyset.after-ignored")
    #expect(
      finding.measured == "GET /users?limit=100&after=250 returned the first page again: `after` is ignored")
  }
}

import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GrowthRuleTests {
  private func judge(
    _ small: Int, _ large: Int, mapped: Int = 0, added: Int = 2_400_000, page: Page = .rows(rows(1...1)),
    query: PageQuery = PageQuery(skip: 7)
  ) throws -> Finding {
    try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: added,
        amounts: [
          .init(
            query: PageQuery(), request: request(), small: .init(page: page, bytes: 12_400),
            large: .init(page: page, bytes: 16_500)),
          .init(
            query: query, request: request("/users?skip=7"), small: .init(page: page, bytes: small),
            large: .init(page: page, bytes: large, mapped: mapped)),
        ]))
  }

  @Test("Amounts that hardly grow pass, those that grow with the table fail, however busy this machine was")
  func hasAnExponent() throws {
    #expect(try judge(12_400, 38_000).verdict == .pass)
    let finding = try judge(319_600, 2_785_400)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "growth.reads-all")
    #expect(
      finding.measured
        == "GET /users?skip=7 read 312 KiB from a 1000-row table and 2720 KiB from a 10000-row one: 10 times the rows, "
        + "an exponent of 0.94; GET /users read 16 KiB")
    #expect(finding.next?.contains("Follow GET /users?skip=7 through the module") == true)
    #expect(!finding.dependsOnControl)
  }

  @Test("Amounts below one page are not judged")
  func hasALeast() throws {
    #expect(try judge(0, 4_000).verdict == .pass)
    #expect(try judge(300, 12_000).verdict == .pass)
    // Far more than a page, and far less than the added rows: something else was read.
    #expect(try judge(300, 200_000).verdict == .pass)
    #expect(try judge(300, 600_000).verdict == .fail)
  }

  @Test("A large constant amount does not hide growth")
  func hasAShare() throws {
    #expect(try judge(5_000_000, 5_010_000).verdict == .pass)
    let finding = try judge(5_000_000, 7_400_000)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "growth.reads-added")
    #expect(finding.measured.contains("as much more as was added"))
  }

  @Test("A few page faults of a mapping are not judged")
  func knowsMappings() throws {
    #expect(try judge(70_000, 250_000, mapped: 246_000).verdict == .pass)
    let finding = try judge(328_000, 2_800_000, mapped: 2_796_000)
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("through a mapping of the file"))
  }

  @Test("A page that was rejected because of its numbers is left to other checks")
  func leavesRefusalsToOthers() throws {
    let usual = GrowthCheck.Reading(page: .rows(rows(1...1)), bytes: 12_400)
    let rejected = GrowthCheck.Reading(page: .status(422), bytes: 900_000)
    let finding = try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: 2_400_000,
        amounts: [
          .init(query: PageQuery(), request: request(), small: usual, large: usual),
          .init(query: PageQuery(skip: 7), request: request("/users?skip=7"), small: usual, large: rejected),
        ]))
    #expect(finding.verdict == .pass)
    #expect(finding.measured.contains("GET /users read"))
  }

  @Test("A page that was not returned fails")
  func needsPages() throws {
    let finding = try judge(0, 0, page: .status(500))
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "growth.no-page")
    #expect(finding.measured.contains("GET /users returned 500"))
    #expect(finding.isInModuleLog)
  }

  @Test("A page without rows, or something else than a page, shows nothing", arguments: [Page.rows([]), .noList])
  func needsRows(page: Page) throws {
    let finding = try judge(0, 0, page: page)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == (page == .noList ? "growth.no-page" : "growth.no-rows"))
  }

  @Test("The next step follows from the page that grows")
  func advises() throws {
    for (query, part) in [
      (PageQuery(), "a count of all rows"), (PageQuery(skip: 7), "LIMIT and OFFSET"),
      (PageQuery(after: 7), "after that ID"),
      (PageQuery(limit: -7), "before they reach the query"),
      (PageQuery(limit: 1_000_000_000), "before they reach the query"),
      (PageQuery(skip: -7), "before they reach the query"),
    ] {
      #expect(try judge(319_600, 2_785_400, query: query).next?.contains(part) == true)
    }
  }

  @Test("Numbers that no caller may have are not judged when they return more rows")
  func leavesCapsToOthers() throws {
    let small = GrowthCheck.Reading(page: .rows(rows(1...3)), bytes: 319_600)
    let large = GrowthCheck.Reading(page: .rows(rows(1...30)), bytes: 2_785_400)
    for (query, verdict) in [(PageQuery(limit: -7), "pass"), (PageQuery(limit: 7), "fail")] {
      let finding = try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
        GrowthCheck.Measurement(
          rows: 1_000, times: 10, bytesAdded: 2_400_000,
          amounts: [.init(query: query, request: request(), small: small, large: large)]))
      #expect(finding.verdict.rawValue == verdict)
    }
  }
}

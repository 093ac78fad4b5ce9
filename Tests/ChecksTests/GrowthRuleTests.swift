import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GrowthRuleTests {
  private func judge(
    _ small: Int, _ large: Int, mapped: Int = 0, added: Int = 2_400_000, page: Page = .rows([])
  ) throws -> Finding {
    try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: added,
        amounts: [
          .init(request: request(), small: .init(page: page, bytes: 12_400), large: .init(page: page, bytes: 16_500)),
          .init(
            request: request("/users?skip=7"), small: .init(page: page, bytes: small),
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
        + "an exponent of 0.94")
    #expect(!finding.dependsOnControl)
  }

  @Test("Amounts below one page are not judged")
  func hasALeast() throws {
    #expect(try judge(0, 4_000).verdict == .pass)
    #expect(try judge(300, 12_000).verdict == .pass)
    #expect(try judge(300, 14_000).verdict == .fail)
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
    let usual = GrowthCheck.Reading(page: .rows([]), bytes: 12_400)
    let rejected = GrowthCheck.Reading(page: .status(422), bytes: 900_000)
    let finding = try GrowthCheck(parameters: ManifestNode(yaml: "{\(pagedRoute)}")).judge(
      GrowthCheck.Measurement(
        rows: 1_000, times: 10, bytesAdded: 2_400_000,
        amounts: [
          .init(request: request(), small: usual, large: usual),
          .init(request: request("/users?skip=7"), small: usual, large: rejected),
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
}

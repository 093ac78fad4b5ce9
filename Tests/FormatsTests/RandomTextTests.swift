import Base
import Formats
import Report
import Testing

@Suite("Random text of submissions", .timeLimit(.minutes(10)))
struct RandomTextTests {
  private static let results = (UInt64(0)..<150).map { GradeResult.hostile("\($0) " + Hostile.random($0)) }

  @Test("Every reader finds as many cases as there are, whatever is in their names")
  func counts() async throws {
    let suites = try await ForeignReader.junit.read(JUnitFormat().text(of: Self.results)).elements ?? []
    #expect(suites.count == 150)
    #expect(suites.allSatisfy { $0["cases"]?.elements?.count == 3 && $0["failures"] == .number(3) })
    let lines = try await ForeignReader.tap.read(TAPFormat().text(of: Self.results)).elements ?? []
    #expect(lines.count == 452)
    #expect(
      lines.count { $0["kind"] == .text("test") && $0["ok"] == .flag(false) && $0["skip"] == .flag(false) } == 450)
    #expect(lines.allSatisfy { $0["kind"] != .text("test") || $0["block"]?["severity"] == .text("fail") })
    let rows = try await ForeignReader.csv.read(CSVFormat().text(of: Self.results)).elements ?? []
    #expect(rows.count == 151 && rows.allSatisfy { $0.elements?.count == 8 })
    for format in [GradescopeFormat(), PrairieLearnFormat()] as [any ResultFormat] {
      for result in Self.results {
        let file = JSONValue(bytes: Array(format.text(of: [result]).utf8))
        #expect(file?["score"] == .number(0) && file?["tests"]?.elements?.count == 3, "\(format.id)")
      }
    }
  }

  @Test("A page has the same elements whatever is in the texts")
  func pages() async throws {
    let plain = try await ForeignReader.html.read(ClassPage(folder: "pages").text(of: [.hostile("plain")]))["tags"]
    for results in [Self.results, Array(Self.results.prefix(1))] {
      #expect(try await ForeignReader.html.read(ClassPage(folder: "pages").text(of: results))["tags"] == plain)
    }
    let page = try await ForeignReader.html.read(SubmissionPage().text(of: [.hostile("plain")]))["tags"]
    for result in Self.results.prefix(20) {
      #expect(try await ForeignReader.html.read(SubmissionPage().text(of: [result]))["tags"] == page)
    }
  }
}

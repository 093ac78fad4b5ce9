import Formats
import Report
import Testing

@Suite("The gradebook", .timeLimit(.minutes(10)))
struct CSVFormatTests {
  private func rows(_ results: [GradeResult]) async throws -> [[String]] {
    let rows = try await ForeignReader.csv.read(CSVFormat().text(of: results)).elements ?? []
    return rows.map { ($0.elements ?? []).map(\.plainText) }
  }

  @Test("It has a row for each submission and five columns for each lesson, as Python's csv reads it")
  func rows() async throws {
    let other = GradeResult.forTests("ada", .failed, lesson: "02-other", verdicts: ["loop": .pass])
    let rows = try await rows([.late, .passed, other])
    #expect(
      rows[0] == [
        "submission", "01-sample fastapi points", "01-sample fastapi of", "01-sample fastapi outcome",
        "01-sample fastapi late", "01-sample fastapi review", "02-other fastapi points", "02-other fastapi of",
        "02-other fastapi outcome", "02-other fastapi late", "02-other fastapi review", "points", "of",
      ])
    #expect(rows[1] == ["cy", "5", "10", "passed", "yes", "", "", "", "", "", "", "", ""])
    #expect(rows[2] == ["ada", "12", "10", "passed", "", "", "6", "10", "failed", "", "", "18", "20"])
  }

  @Test("Where students chose a track, everyone has a total; who lacks a lesson has none")
  func tracks() async throws {
    let right = ["contract": Verdict.pass, "loop": .pass]
    let swift = GradeResult.forTests("bea", .passed, track: .swift, verdicts: right)
    let fastapi = GradeResult.forTests("ada", .passed, verdicts: right)
    #expect(try await rows([fastapi, swift]).dropFirst().map { $0.suffix(2) } == [["10", "10"], ["10", "10"]])
    let other = GradeResult.forTests("ada", .passed, lesson: "02-other", verdicts: right)
    #expect(try await rows([fastapi, swift, other]).dropFirst().map { $0.suffix(2) } == [["20", "20"], ["", ""]])
  }

  @Test("What was not graded has no points, which is not the same as 0")
  func notGraded() async throws {
    let rows = try await rows([.broken, .rejected])
    #expect(rows[1] == ["fay", "", "10", "infrastructure", "", "The disk is full.", "", ""])
    #expect(rows[2] == ["eve", "0", "10", "rejected", "", "", "0", "10"])
  }

  @Test(
    "No name becomes a formula, whichever separator the spreadsheet is set to",
    arguments: [
      "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u{FF1D}1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}1", "\"=1",
      "a;=1",
      "a,=1", "a|@x", "a\n=1", "\u{200B}=1", "x\"\"\n=1+1", "=\u{301}1",
    ])
  func formulas(name: String) async throws {
    let rows = try await rows([.forTests(name, .passed, verdicts: ["contract": .pass])])
    #expect(rows.count == 2 && rows[1].count == 8)
    for cell in rows[1][0].split(omittingEmptySubsequences: false, whereSeparator: { ";,|\t\n".contains($0) }) {
      let start = cell.unicodeScalars.first {
        !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
      }
      #expect(!"=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(start ?? "x"), "\(rows[1][0])")
    }
  }

  @Test("It begins with a byte order mark, and its lines end as RFC 4180 has it")
  func bytes() {
    let text = CSVFormat().text(of: [.passed])
    #expect(Array(text.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
    #expect(text.hasSuffix("\r\n"))
    #expect(text.utf8.count { $0 == 10 } == 2 && text.utf8.count { $0 == 13 } == 2)
  }
}

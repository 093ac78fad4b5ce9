import Base
import Formats
import Report
import Testing

@Suite("Formats of results", .timeLimit(.minutes(10)))
struct ResultFormatsTests {
  @Test("Every format is found by its id, and no two have the same")
  func registry() throws {
    #expect(Set(ResultFormats.all.map(\.id)).count == ResultFormats.all.count)
    for format in ResultFormats.all { #expect(try ResultFormats.format(format.id).fileName == format.fileName) }
  }

  @Test("An unknown format is an error that lists the known ones")
  func unknown() {
    #expect {
      try ResultFormats.format("xml")
    } throws: {
      "\($0)"
        == "There is no format 'xml'. Choose gradescope, prairielearn, junit, ctrf, tap, csv, jsonl, html or html-class."
    }
  }

  @Test("Every format writes something of no results, and of hostile ones nothing that controls a terminal")
  func survives() {
    for format in ResultFormats.all {
      #expect(!format.text(of: []).isEmpty || format.id == "jsonl", "\(format.id)")
      let text = format.text(of: [.hostile])
      let marks = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
      // Our own lines keep all there is; JSON escapes what controls a terminal, but not what reorders a line.
      if format.id == "jsonl" {
        #expect(!text.contains("\u{1B}"))
      } else {
        #expect(Hostile.problems(in: marks.replacing("\r\n", with: "\n"), isLine: false) == [], "\(format.id)")
      }
    }
  }

  @Test("A submission's later result replaces its earlier one by the same lesson and track")
  func replaces() {
    let first = GradeResult.forTests("ada", .failed, verdicts: ["contract": .fail])
    let submissions = GradedSubmission.all(in: [first, .failed, .passed])
    #expect(submissions.map(\.name) == ["ada", "bob"])
    #expect(submissions.first?.results == [.passed])
    #expect(submissions.first?.points == 12)
  }
}

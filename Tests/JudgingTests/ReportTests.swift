import Checks
import Foundation
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing
import Tracks

struct ReportTests {
  private let lesson = Lesson.forTests(checks: [])

  private func check(_ id: String, required: Bool = true, points: Int = 1) -> Check {
    .forTests(id, required: required, points: points)
  }

  private func finding(_ verdict: Verdict) -> Finding {
    Finding(verdict, expected: "e", measured: "m", reproduce: "r", measurements: ["n_ms": .number(1.5)])
  }

  private func report(_ judged: [(Check, Verdict)]) -> Report {
    Report(
      lesson: lesson, track: .swift, seed: 3, duration: .milliseconds(1_234.56), preparation: .milliseconds(300),
      judged: judged.map { ($0, finding($1)) })
  }

  @Test("A failure outweighs what is inconclusive, and that outweighs passes")
  func weighsVerdicts() {
    #expect(report([(check("a"), .pass), (check("b"), .pass)]).verdict == .pass)
    #expect(report([(check("a"), .pass), (check("b"), .inconclusive)]).verdict == .inconclusive)
    #expect(report([(check("a"), .fail), (check("b"), .inconclusive)]).verdict == .fail)
  }

  @Test("A bonus neither fails a run nor adds points")
  func leavesBonusesOut() {
    let report = report([(check("a", points: 2), .pass), (check("b", required: false, points: 5), .fail)])
    #expect(report.verdict == .pass)
    #expect(report.score.points == 2 && report.score.of == 2)
  }

  @Test("Each passed check brings its points")
  func givesPartialCredit() {
    let report = report([
      (check("a", points: 1), .pass), (check("b", points: 3), .fail), (check("c", points: 3), .pass),
    ])
    #expect(report.score.points == 4 && report.score.of == 7)
  }

  @Test("Only a failed check has a next step")
  func tellsNextSteps() {
    let report = report([(check("a"), .pass), (check("b"), .fail), (check("c"), .inconclusive)])
    #expect(report.checks.map(\.next) == ["", "next of b", ""])
  }

  @Test("It reads back what it writes, with units in its names")
  func isCodable() throws {
    let data = try JSONEncoder().encode(report([(check("a"), .fail)]))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["duration_ms"] as? Double == 1234.6)
    #expect(object["preparation_ms"] as? Double == 300)
    #expect(object["seed"] as? Int == 3)
    #expect(try JSONDecoder().decode(Report.self, from: data).checks[0].measurements == ["n_ms": .number(1.5)])
  }

  @Test("A module that never ran fails one check, worth all points")
  func tellsOfStartFailures() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/report-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(fileURLWithPath: folder + "/main.swift"))
    let report = Report(
      lesson: lesson, source: try ModuleSource(folder, layout: .swift), seed: 1, duration: .seconds(1),
      preparation: .zero, checks: [check("a", points: 3), check("b", points: 4)],
      failure: .exited(.code(3), log: "its last words"), startHint: "")
    #expect(report.verdict == .fail)
    #expect(report.checks.map(\.id) == ["starts"])
    #expect(report.score.points == 0 && report.score.of == 7)
    #expect(report.checks[0].measured == "the module exited with code 3 before it answered a request\nits last words")
  }
}

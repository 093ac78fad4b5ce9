import Base
import Foundation
import Presentation
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct MatrixViewTests {
  private func outcome(
    _ kind: ModuleKind, _ name: String, track: Track = .swift, fails: Set<String> = [],
    runs: [(failed: Set<String>, unsure: Set<String>, milliseconds: Int)]
  ) -> ModuleOutcome {
    ModuleOutcome(
      lesson: "07-sample", track: track, kind: kind, name: name, path: "/nowhere", expected: fails,
      runs: runs.map { run in
        let checks = ["contract", "loop", "order", "rendezvous"].map { id in
          return CheckOutcome.forTests(
            id, run.failed.contains(id) ? .fail : run.unsure.contains(id) ? .inconclusive : .pass)
        }
        return ModuleRun(Report.forTests(checks, duration: .milliseconds(run.milliseconds)), expected: fails)
      })
  }

  private func right() -> [ModuleOutcome] {
    let all: Set = ["loop", "order", "rendezvous"]
    return [
      outcome(.broken, "broken", fails: all, runs: [(all, [], 2_013)]),
      outcome(.fix, "plain-def-with-python-work", runs: [([], [], 904)]),
      outcome(.fix, "async", track: .fastapi, runs: [([], [], 1_500), ([], [], 1_400)]),
    ]
  }

  private func wrong() -> [ModuleOutcome] {
    let all: Set = ["loop", "order", "rendezvous"]
    return [
      outcome(.broken, "broken", fails: all, runs: [(all, [], 2_013), (all, [], 12_000), (all, [], 1_000)]),
      outcome(
        .decoy, "plain-def-with-python-work", fails: ["loop"],
        runs: [(["loop"], [], 1), (["loop", "order"], [], 2), (["loop", "order"], [], 3)]),
      outcome(.decoy, "cached", fails: ["loop"], runs: [(["loop"], [], 1), ([], ["loop"], 2), (["loop"], [], 3)]),
    ]
  }

  private func style(_ width: Int, isPlain: Bool = false, hasUnicode: Bool = true) -> Style {
    Style(hasColor: false, hasUnicode: hasUnicode, isPlain: isPlain, width: width)
  }

  @Test("Each lesson and track has its table and its sum")
  func showsTables() throws {
    #expect(
      MatrixView(style(80)).text(right()) == """
        07-sample, swift
           kind   module                     runs    s expected                seen
        ok broken broken                        1 2.01 loop, order, rendezvous same
        ok fix    plain-def-with-python-work    1 0.90 none                    same
        2 modules, 2 runs: 0 wrong, 0 inconclusive; median of the fixes 0.90 s

        07-sample, fastapi
            kind  module  runs     s  expected  seen
        ok  fix   async      2  1.50  none      same
        1 module, 2 runs: 0 wrong, 0 inconclusive; median of the fixes 1.50 s
        """)
  }

  @Test("Unexpected results stand out, and have columns of their own")
  func showsWrong() throws {
    #expect(
      MatrixView(style(80)).text(wrong()) == """
        07-sample, swift
            kind   module                     runs    s wrong unsure expected      seen
        ok  broken broken                        3 2.01     0      0 loop, order,  same
                                                                     rendezvous
        BAD decoy  plain-def-with-python-work    3 0.00     2      0 loop          loop,
                                                                                   order
                                                                                   ×2
        ??  decoy  cached                        3 0.00     0      1 loop          loop
                                                                                   ×2
        3 modules, 9 runs: 2 wrong, 1 inconclusive
        """)
  }

  @Test("The whole matrix, as in Tests/Golden")
  func matchesGolden() throws {
    try Golden.compare(MatrixView(style(100)).text(wrong() + right()), with: "lesson-check-matrix")
  }

  @Test("A module with an unexpected verdict is reported in a line")
  func complains() throws {
    #expect(
      MatrixView(style(80)).complaint(wrong()[1])
        == "BAD 07-sample swift decoy plain-def-with-python-work: expected loop, seen loop, order ×2")
  }

  @Test("Lines for a screen reader are sentences, and so are those of a narrow screen")
  func speaks() throws {
    #expect(
      MatrixView(style(100, isPlain: true)).text(wrong()) == """
        07-sample, swift
        ok: broken broken, 3 runs, expected loop, order, rendezvous, seen loop, order, rendezvous, 2.01 s, 0
        wrong, 0 inconclusive
        BAD: decoy plain-def-with-python-work, 3 runs, expected loop, seen loop, order x2, 0.00 s, 2 wrong,
        0 inconclusive
        ??: decoy cached, 3 runs, expected loop, seen loop x2, 0.00 s, 0 wrong, 1 inconclusive
        3 modules, 9 runs: 2 wrong, 1 inconclusive
        """)
    #expect(MatrixView(style(40)).text(wrong()).contains("\nBAD: decoy plain-def-with-python-work"))
  }

  @Test("No line is wider than the screen", arguments: [40, 79, 80, 100, 200])
  func fits(width: Int) throws {
    for isPlain in [false, true] {
      let text = MatrixView(style(width, isPlain: isPlain)).text(wrong() + right())
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }
  }

  @Test("Colour marks text, and moves nothing")
  func paints() throws {
    let colored = MatrixView(Style(hasColor: true, hasUnicode: true)).text(wrong())
    #expect(colored.contains("\u{1B}[31mBAD\u{1B}[0m"))
    #expect(
      colored.replacing(#/\u{1B}\[[0-9]*m/#, with: "") == MatrixView(style(80)).text(wrong()))
  }
}

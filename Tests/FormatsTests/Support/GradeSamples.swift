import Base
import Foundation
import Report
import TestSupport

extension Track {
  static let fastapi = Track("fastapi")
  static let swift = Track("swift")
}

/// Text as a submission could choose it for whoever reads about it.
enum Hostile {
  static let text =
    "\u{1B}[31mred\u{1B}[0m \u{202E}evil ]]> <script>alert(1)</script> & =1+1 \"a' \u{0}\u{85}\u{FFFE} \\ \n# SKIP it\n..."
    + "\n---\nBail out!\nnot ok 9 - x\r=2+2\u{2028}\u{FEFF}end"

  /// Texts of pieces that mean something to some reader, the same for the same seed.
  static func random(_ seed: UInt64) -> String {
    var random = SeededGenerator(state: seed)
    let pieces =
      [
        "\"", "'", "\\", "<", ">", "&", "]]>", "<!--", "-->", "</script>", "<style>", "&amp;", "&#0;", "#", " # TODO x",
        "\n", "\r",
        "\t", " ", ",", ";", "|", "=", "+", "-", "@", "\n  ...\n", "\n  ---\n", "\nok 1\n", "\n1..9\n", "{", "}", "[",
        ": ", "%", "\u{0}",
        "\u{B}", "\u{1B}]8;;http://x\u{7}", "\u{9B}2J", "\u{85}", "\u{2028}", "\u{202E}", "\u{2066}", "\u{200F}",
        "\u{FEFF}", "\u{FFFE}",
        "\u{E000}", "\u{AD}", "\u{301}", "é", "😀", "\u{FF1D}", "a", "0",
      ] + [0xFDD0, 0x1FFFF, 0x10FFFF].compactMap { Unicode.Scalar($0 as UInt32).map(String.init) }
    return (0..<Int.random(in: 0..<30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  /// What may not be in any text that a reader gets out of a document.
  static func problems(in text: String, isLine: Bool = true) -> [String] {
    text.unicodeScalars.compactMap { scalar in
      let isControl =
        scalar.value < 0x20 && (isLine || scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
      let isInvisible = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      return isControl || isInvisible || scalar.value & 0xFFFE == 0xFFFE ? "U+\(String(scalar.value, radix: 16))" : nil
    }
  }
}

extension GradeEvidence {
  static func forTests(_ text: String = "none", output: Output? = nil, milliseconds: Int = 2_345) -> GradeEvidence {
    GradeEvidence(
      seed: 18_446_744_073_709_551_615, tier: text, submissionHash: "aa11", lessonHash: "bb22", toolHash: "cc33",
      files: [text: "dd44"], versions: ["pitfall": "0.1.0", "python": text],
      began: Date(timeIntervalSince1970: 1_795_000_000), duration: .milliseconds(milliseconds), output: output)
  }
}

extension GradeResult {
  /// The checks "contract" and "loop" with 4 and 6 points, and the bonus check "keyset" with 2.
  static func forTests(
    _ submission: String, _ outcome: Outcome, lesson: String = "01-sample", track: Track = .fastapi,
    verdicts: [String: Verdict]? = nil, extra: [CheckOutcome] = [], measured: String = "something was seen",
    measurements: [String: Measure] = [:], exhibit: Exhibit? = nil, isLate: Bool? = nil, kept: Double = 1,
    review: String? = nil, problem: String? = nil, evidence: GradeEvidence = .forTests()
  ) -> GradeResult {
    let all: [(id: String, isBonus: Bool, points: Int)] = [
      ("contract", false, 4), ("loop", false, 6), ("keyset", true, 2),
    ]
    let checks = all.map { check in
      let verdict = verdicts?[check.id]
      return GradeScore.Check(
        id: check.id, title: "Title of \(check.id)", isBonus: check.isBonus, verdict: verdict,
        points: verdict == .pass ? Double(check.points) : 0, of: Double(check.points))
    }
    let outcomes = all.compactMap { check in
      verdicts?[check.id].map {
        CheckOutcome.forTests(
          check.id, $0, title: "Title of \(check.id)", required: !check.isBonus, points: check.points,
          measured: measured,
          measurements: measurements, exhibit: exhibit, duration: check.id == "loop" ? nil : .milliseconds(1_250))
      }
    }
    let report = verdicts == nil && extra.isEmpty ? nil : Report.forTests(extra + outcomes, started: extra.isEmpty)
    return GradeResult(
      submission: submission, lesson: lesson, track: track, attempt: 1, outcome: outcome, review: review,
      problem: problem,
      score: GradeScore(checks: checks, isLate: isLate, keptWhenLate: kept), report: report, evidence: evidence)
  }

  static let passed = forTests("ada", .passed, verdicts: ["contract": .pass, "loop": .pass, "keyset": .pass])
  static let failed = forTests("bob", .failed, verdicts: ["contract": .pass, "loop": .fail, "keyset": .fail])
  static let late = forTests(
    "cy", .passed, verdicts: ["contract": .pass, "loop": .pass, "keyset": .fail], isLate: true, kept: 0.5)
  static let notStarted = forTests(
    "dan", .failed, verdicts: [:],
    extra: [
      .forTests("starts", .fail, title: "The server starts", evidence: Evidence(.compiler, "main.py:3: invalid syntax"))
    ])
  static let rejected = forTests("eve", .rejected, problem: "There is no main.py. Add one.")
  static let broken = forTests("fay", .infrastructure, problem: "The disk is full.", evidence: .forTests())
  static let unsure = forTests(
    "gil", .inconclusive, verdicts: ["contract": .pass, "loop": .inconclusive, "keyset": .pass], review: "twice late")

  /// Hostile in everything that can be text.
  static let hostile = hostile(Hostile.text)

  static func hostile(_ text: String) -> GradeResult {
    GradeResult(
      submission: text, lesson: "01-sample", track: .fastapi, attempt: 1, outcome: .failed, review: text,
      problem: text,
      score: GradeScore(checks: [
        GradeScore.Check(id: "loop", title: text, isBonus: false, verdict: .fail, points: 0, of: 6)
      ]),
      report: .forTests([
        CheckOutcome(
          id: "loop", title: text, required: true, points: 6, verdict: .fail, cause: text,
          expected: text, measured: text, evidence: Evidence(.log, text), reproduce: text,
          next: text, measurements: [text: .count(1, .below(1))],
          exhibit: .exchanges([ExchangeRow(text, expected: text, seen: text, holds: false)])),
        .forTests("more", .fail, title: text, exhibit: .bars([Bar(text, 3, unit: text)])),
        .forTests(
          "lanes", .fail,
          exhibit: .lanes([
            Lane(text, from: .zero, to: nil, marks: [.milliseconds(3)], problem: text)
          ])),
      ]), evidence: .forTests(text, output: GradeEvidence.Output(length: 3, text: text)))
  }

  static let samples = [passed, failed, late, notStarted, rejected, broken, unsure, hostile]
}

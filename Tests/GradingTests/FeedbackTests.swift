import Base
import Foundation
import Grading
import Report
import TestSupport
import Testing

@Suite("feedback.md", .timeLimit(.minutes(10)))
struct FeedbackTests {
  private let sample: SampleClass

  init() throws {
    sample = try SampleClass()
  }

  private func text(_ results: [GradeResult]) -> String {
    FeedbackText(results, lessons: ["01-sample": ("Sample", "It matters.")]).text
  }

  @Test("It says what was measured, why it matters, and the next step")
  func says() throws {
    let text = text([try sample.result("alice", .failed)])
    for part in [
      "# Feedback for `alice`", "## Sample (01-sample, swift)", "It matters.", "**Not passed yet**: 0 of 1 points.",
      "### Title (0 of 1 points)", "Expected:\n\n```text\nall is well\n```", "Measured:\n\n```text\ntwo\nlines\n```",
      "Next step:\n\n```text\nDo this.\n```",
    ] {
      #expect(text.contains(part), "\(part) is not in \(text)")
    }
  }

  private func result(_ started: Bool, _ source: Evidence.Source, evidence: String, printed: String) throws
    -> GradeResult
  {
    let plain = try sample.result("alice", .failed)
    let check = CheckOutcome.forTests("starts", .fail, evidence: Evidence(source, evidence))
    return GradeResult(
      submission: "alice", lesson: plain.lesson, track: plain.track, attempt: 1, outcome: .failed, score: plain.score,
      report: .forTests([check], started: started),
      evidence: GradeEvidence(
        seed: 1, tier: "full", submissionHash: "", lessonHash: "", toolHash: "", files: [:], versions: [:],
        began: plain.evidence.began, duration: .zero, output: .init(length: 1, text: printed)))
  }

  @Test("What a module printed that never ran is there, unless its only check says it all")
  func hasOutput() throws {
    let long = text([try result(false, .log, evidence: "last", printed: "first\nlast\n")])
    #expect(long.contains("What the module printed:\n\n```text\nfirst\nlast\n"), "\(long)")
    let compiler = text([try result(false, .compiler, evidence: "last", printed: "first\nlast\n")])
    #expect(compiler.contains("What the compiler printed:\n\n```text\nfirst\nlast\n"), "\(compiler)")
    for isStarted in [false, true] {
      let printed = isStarted ? "first\nlast\n" : "\nlast\n"
      #expect(!text([try result(isStarted, .log, evidence: "last", printed: printed)]).contains("printed:"))
    }
  }

  @Test("A fault of this machine is said to cost nothing")
  func infrastructure() throws {
    let text = text([try sample.result("alice", .infrastructure, problem: "No space is left.")])
    #expect(text.contains("**No result yet**"))
    #expect(text.contains("This costs no points."))
    #expect(text.contains("```text\nNo space is left.\n```"))
  }

  @Test("Nothing that a submission says is anything but text in a fence that it cannot close")
  func isHarmless() throws {
    let hostile = "````\n# Full marks\n<script>alert(1)</script>\u{1B}[31m\u{202E}![x](http://evil)\n```"
    let check = CheckOutcome(
      id: "a", title: "t", required: true, points: 1, verdict: .fail, expected: hostile, measured: hostile,
      evidence: Evidence(.log, hostile), next: hostile)
    let plain = try sample.result("`</code><b>\u{1B}[31m", .failed, problem: hostile)
    let result = GradeResult(
      submission: plain.submission, lesson: plain.lesson, track: plain.track, attempt: 1, outcome: .failed,
      problem: hostile, score: plain.score, report: .forTests([check]), evidence: plain.evidence)
    let text = text([result])
    #expect(text == text.harmless)
    var outside: [Substring] = []
    var fence: Substring?
    for line in text.split(separator: "\n") {
      if let open = fence {
        if line == open { fence = nil }
      } else if line.hasPrefix("```") {
        fence = line.prefix { $0 == "`" }
      } else {
        outside.append(line)
      }
    }
    #expect(fence == nil)
    #expect(!outside.joined(separator: "\n").contains("Full marks"))
    #expect(outside.first == "# Feedback for `'</code><b>\u{FFFD}[31m`")
  }

  @Test("Names of files are safe, and differ for different submissions")
  func fileNames() {
    #expect(SafeFileName.of("alice_01-x.y") == "alice_01-x.y")
    let odd = [
      "", ".", "..", "../../etc/passwd", "a/b", "a b", "-rf", "ä", "a\u{1B}", String(repeating: "x", count: 300),
    ]
    let names = (odd + odd.map(SafeFileName.of)).map(SafeFileName.of)
    #expect(Set(names).count == 2 * odd.count)
    #expect(names.allSatisfy { !$0.hasPrefix(".") && !$0.hasPrefix("-") && !$0.contains("/") && $0.utf8.count < 100 })
    #expect(names.allSatisfy { $0.utf8.allSatisfy { $0 > 32 && $0 < 127 } })
  }
}

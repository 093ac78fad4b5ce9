import Grading
import Report
import TestSupport
import Testing

@Suite("What a regrade changes", .timeLimit(.minutes(10)))
struct GradeChangeTests {
  private let sample: SampleClass

  init() throws {
    sample = try SampleClass()
  }

  private func change(_ before: GradeResult.Outcome, _ after: GradeResult.Outcome) throws -> GradeChange? {
    GradeChange(from: try sample.result("alice", before), to: try sample.result("alice", after, tools: "newer"))
  }

  @Test("A result that is as before is no change; others rose or fell by their points")
  func directions() throws {
    #expect(try change(.passed, .passed) == nil)
    #expect(try change(.failed, .passed)?.direction == .raised)
    #expect(try change(.passed, .failed)?.direction == .fallen)
    #expect(try change(.passed, .failed)?.checks == ["a"])
    #expect(try change(.failed, .inconclusive)?.direction == .other)
    #expect(try change(.passed, .infrastructure)?.direction == .fallen)
  }
}

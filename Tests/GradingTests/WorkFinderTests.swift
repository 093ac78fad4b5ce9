import Foundation
import Grading
import Lessons
import ModuleRuntime
import TestSupport
import Testing
import Tracks

@Suite("What there is to judge", .timeLimit(.minutes(10)))
struct WorkFinderTests {
  private let sandbox: SubmissionSandbox

  init() throws {
    sandbox = try SubmissionSandbox()
  }

  private func find(_ change: (ClassPlan.Assignment) -> ClassPlan.Assignment = { $0 }) async throws -> WorkFinder.Found
  {
    let lesson = try Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts).lesson("01")
    let plan = ClassPlan([change(ClassPlan.Assignment(lesson: lesson, tracks: lesson.tracks))])
    let settings = try GradeSettings(
      plan: plan, out: sandbox.root + "/out", tier: .rlimits, tools: "tools", versions: [:])
    let finder = WorkFinder(settings, attempt: 1, rules: sandbox.rules(), installation: sandbox.installation) {
      _, _, hash in UInt64(hash.prefix(8), radix: 16) ?? 0
    }
    return try await finder.find(sandbox.entries(), slots: 3)
  }

  @Test("Submissions are taken in concurrently, and stay in order; the same files share a seed and a copy")
  func order() async throws {
    for number in 10..<30 { try sandbox.write(number < 20 ? "same" : "\(number)", to: "s\(number)/main.py") }
    let found = try await find()
    #expect(found.works.map(\.submission) == (10..<30).map { "s\($0)" })
    #expect(found.results.isEmpty)
    #expect(Set(found.works.map(\.seed)).count == 11)
    let kept = try FileManager.default.contentsOfDirectory(atPath: sandbox.root + "/out/submissions")
    #expect(Set(kept) == Set(found.works.map(\.submissionHash)))
  }

  @Test("One track is enough, and each that is there is judged, unless the class requires all of them")
  func tracks() async throws {
    try sandbox.write("a", to: "alice/main.py")
    try sandbox.write("b", to: "bob/fastapi/main.py")
    try sandbox.write("b", to: "bob/swift/main.swift")
    try sandbox.write("c", to: "carol/notes.txt")
    let any = try await find()
    #expect(
      any.works.map { "\($0.submission) \($0.layout.track.rawValue)" } == ["alice fastapi", "bob swift", "bob fastapi"])
    #expect(any.results.map(\.submission) == ["carol"])
    #expect(
      any.results.first?.problem
        == "There is no main.swift or main.py for 01-blocking in the submission. Put it at the top of the submission.")
    let all = try await find {
      ClassPlan.Assignment(lesson: $0.lesson, tracks: $0.tracks, needsAllTracks: true)
    }
    #expect(all.works.count == 3)
    #expect(
      all.results.map { "\($0.submission) \($0.track.rawValue)" } == ["alice swift", "carol swift", "carol fastapi"])
  }
}

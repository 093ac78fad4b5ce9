import Foundation
import LessonProof
import Report
import Testing

struct CheckJournalTests {
  private let check: TemporaryCheck

  init() throws {
    check = try TemporaryCheck()
  }

  /// Two runs of the broken module, of which one is wrong, and one of the decoy.
  private func keepThree() async throws {
    let (journal, subjects) = (try check.journal(), try check.subjects())
    _ = try await journal.open(subjects, takingOver: false)
    for (seed, subject, verdict) in [(1, 0, .fail), (2, 1, .fail), (3, 0, .pass)] as [(UInt64, Int, Verdict)] {
      try await journal.keep(
        ModuleRun(TemporaryCheck.report(seed, verdict), of: subjects[subject].module),
        of: subjects[subject],
        fingerprint: journal.fingerprint(subjects[subject]))
    }
  }

  private func takenOver() async throws -> [[UInt64]] {
    try await check.journal().open(check.subjects(), takingOver: true).map { $0.map(\.seed) }
  }

  @Test("What was kept is taken over, with the report of a run that was wrong")
  func takesOver() async throws {
    try await keepThree()
    let runs = try await check.journal().open(check.subjects(), takingOver: true)
    #expect(runs.map { $0.map(\.seed) } == [[1, 3], [2]])
    #expect(runs[0].map(\.isWrong) == [false, true])
    #expect(runs[0][1].surprise?.checks.map(\.measured) == ["two\nlines"])
    #expect(try await takenOver() == [[1, 3], [2]])
  }

  @Test("Each run is one line")
  func writesLines() async throws {
    try await keepThree()
    #expect(try check.lines().count == 3)
  }

  @Test("A check that does not go on begins anew, and leaves what others judged alone")
  func beginsAnew() async throws {
    try await keepThree()
    #expect(try await check.journal().open(Array(check.subjects().prefix(1)), takingOver: false).map(\.count) == [0])
    #expect(try await takenOver() == [[], [2]])
  }

  @Test("A module's change leaves out its own runs, one of the manifest or of the tools all")
  func knowsOtherFiles() async throws {
    try await keepThree()
    try check.write("print(2)", to: check.main)
    #expect(try await takenOver() == [[], [2]])
    try check.writeManifest(hint: "other")
    #expect(try await takenOver() == [[], []])
    for tool in ["products/guardian", "products/libLessonKit.so", "Requirements/fastapi.txt"] {
      try await keepThree()
      try check.write("2", to: "\(check.root)/\(tool)")
      #expect(try await takenOver() == [[], []], "\(tool)")
      try check.write("1", to: "\(check.root)/\(tool)")
    }
  }

  @Test("Half a line and other text are passed over")
  func survivesGarbage() async throws {
    try await keepThree()
    let text = try String(contentsOfFile: check.file, encoding: .utf8)
    try check.write("nonsense\n" + text.dropLast(10), to: check.file)
    #expect(try await takenOver() == [[1], [2]])
  }

  @Test("What was changed while it was judged is not kept")
  func forgetsChanged() async throws {
    let (journal, subjects) = (try check.journal(), try check.subjects())
    _ = try await journal.open(subjects, takingOver: false)
    let fingerprint = try journal.fingerprint(subjects[0])
    try check.write("print(2)", to: check.main)
    try await journal.keep(
      ModuleRun(TemporaryCheck.report(1, .fail), of: subjects[0].module), of: subjects[0],
      fingerprint: fingerprint)
    #expect(try await takenOver() == [[], []])
  }

  @Test("Runs of modules that are no more go, those of another lesson stay")
  func tidiesUp() async throws {
    try await keepThree()
    let others = Array(try check.subjects().prefix(1))
    try FileManager.default.removeItem(atPath: check.root + "/Lessons/01-sample/decoys/swift/d")
    _ = try await check.journal().open(others, takingOver: true)
    #expect(try check.lines().count == 2)
  }
}

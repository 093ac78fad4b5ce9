import Foundation
import Learner
import Lessons
import Testing
import Tracks

/// The files that a process leaves on disk when it is killed in the middle of a change.
@Suite(.timeLimit(.minutes(10)))
struct InterruptedChangeTests {
  private let files: TemporaryWorkspace
  private var workspace: Workspace { files.workspace }
  private var lesson: Lesson { files.lesson }
  private let pending = "workspace/.pitfall/07-waiting/swift/pending"
  private let snapshots = "workspace/.pitfall/07-waiting/swift/snapshots"

  init() async throws {
    files = try TemporaryWorkspace()
    try await files.start()
    try files.save("// mine")
    try files.save("// more", "more.swift")
    try files.write("", to: "workspace/.pitfall/lock")
  }

  /// Leaves a reset that has reached the point of no return.
  private func leaveReset() throws {
    try files.write("// mine", to: "\(pending)/old/main.swift")
    try files.write("// more", to: "\(pending)/old/more.swift")
    try files.write(TemporaryWorkspace.broken, to: "\(pending)/new/main.swift")
    try files.write(#"{"keeps":"snapshots/0001"}"#, to: "\(pending)/plan.json")
  }

  private func expectTidy() {
    #expect(files.names(files.records).filter { $0 != "snapshots" } == [])
    #expect(files.names(files.module).filter { $0.hasPrefix(".") } == [])
  }

  @Test("A change that was still being prepared has not happened")
  func forgetsPreparation() async throws {
    try files.write("// mi", to: "workspace/.pitfall/07-waiting/swift/making/old/main.swift")
    #expect(try await files.start() == false)
    #expect(files.saved() == "// mine")
    await #expect(throws: WorkspaceError.nothingToUndo(lesson: lesson.id, .swift)) {
      try await workspace.undo(lesson, .swift)
    }
    _ = try await workspace.reset(lesson, .swift)
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == "// mine")
    expectTidy()
  }

  @Test("A prepared change is completed by the next command, whatever that is", arguments: 0..<5)
  func completes(step: Int) async throws {
    try leaveReset()
    if step == 1 { try files.save("// bro", ".main.swift.pitfall") }
    if step >= 2 { try files.save(TemporaryWorkspace.broken) }
    if step == 2 { try files.save("// mine", ".main.swift.pitfall") }
    if step >= 3 { try FileManager.default.removeItem(atPath: files.module + "/more.swift") }
    if step == 3 { try files.save("// more", ".more.swift.pitfall") }
    if step >= 4 {
      try FileManager.default.createDirectory(
        atPath: "\(files.root)/\(snapshots)", withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        atPath: "\(files.root)/\(pending)/old", toPath: "\(files.root)/\(snapshots)/0001")
    }
    #expect(try await files.start() == false)
    #expect(files.saved() == TemporaryWorkspace.broken)
    #expect(files.saved("more.swift") == nil)
    expectTidy()
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == "// mine")
    #expect(files.saved("more.swift") == "// more")
  }

  @Test("What the learner has written since stays, and the earlier files can be restored")
  func leavesLaterWork() async throws {
    try leaveReset()
    try files.save("// written since")
    #expect(try await files.start() == false)
    #expect(files.saved() == "// written since")
    #expect(files.saved("more.swift") == "// more")
    expectTidy()
    let undo = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == "// mine")
    let kept = try #require(undo.kept)
    #expect(FileManager.default.contents(atPath: kept + "/main.swift") == Data("// written since".utf8))
  }

  @Test("What the learner saves at the very moment of the exchange is kept")
  func rescues() async throws {
    try leaveReset()
    try files.save(TemporaryWorkspace.broken)
    try files.save("// saved in that moment", ".main.swift.pitfall")
    _ = try await files.start()
    #expect(files.saved() == TemporaryWorkspace.broken)
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == "// saved in that moment")
    #expect(files.saved("more.swift") == "// more")
  }

  @Test("An undo that was killed removes its snapshot from the stack when it is completed")
  func completesUndo() async throws {
    _ = try await workspace.reset(lesson, .swift)
    try files.write(TemporaryWorkspace.broken, to: "\(pending)/old/main.swift")
    try files.write("// mine", to: "\(pending)/new/main.swift")
    try files.write("// more", to: "\(pending)/new/more.swift")
    try files.write(#"{"drops":"snapshots/0001"}"#, to: "\(pending)/plan.json")
    await #expect(throws: WorkspaceError.nothingToUndo(lesson: lesson.id, .swift)) {
      try await workspace.undo(lesson, .swift)
    }
    #expect(files.saved() == "// mine")
    #expect(files.saved("more.swift") == "// more")
    expectTidy()
  }

  @Test("A learner's folder that was removed is not created again from an unfinished change")
  func leavesRemovedFolder() async throws {
    try leaveReset()
    try FileManager.default.removeItem(atPath: files.module)
    #expect(try await files.start())
    #expect(files.names(files.module) == ["main.swift"])
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved("more.swift") == "// more")
  }

  @Test("A plan that was changed by another program is an error, and nothing is lost")
  func knowsForeignPlans() async throws {
    try leaveReset()
    try files.write("{", to: "\(pending)/plan.json")
    let error = await #expect(throws: WorkspaceError.self) { try await workspace.undo(lesson, .swift) }
    #expect(error?.description.hasPrefix("\(files.root)/\(pending)/plan.json cannot be read: ") == true)
    #expect(files.saved() == "// mine")
    #expect(files.read("\(pending)/old/main.swift") == "// mine")
  }
}

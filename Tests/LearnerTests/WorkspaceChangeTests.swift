import Foundation
import Learner
import Lessons
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct WorkspaceChangeTests {
  private let files: TemporaryWorkspace
  private var workspace: Workspace { files.workspace }
  private var lesson: Lesson { files.lesson }

  init() async throws {
    files = try TemporaryWorkspace(fix: ["helper.swift": "// helper", "data/list.txt": "a"])
    try await files.start(["Package.swift": "// package"])
  }

  @Test("A reset of an untouched module changes nothing and says so")
  func resetsNothing() async throws {
    let change = try await workspace.reset(lesson, .swift)
    #expect(!change.isChange)
    #expect(change.description == "Nothing changed: your copy already is the original broken module.")
    #expect(files.names(files.records) == [])
  }

  @Test("A reset keeps the learner's work, and undo restores it")
  func resets() async throws {
    try files.save("// mine")
    try files.save("// more", "more.swift")
    let reset = try await workspace.reset(lesson, .swift)
    #expect(
      reset.description
        == "Restored the original broken module (main.swift, more.swift). `undo` reverts this.")
    #expect(reset.kept == files.records + "/snapshots/0001")
    #expect(files.saved() == TemporaryWorkspace.broken)
    #expect(files.saved("more.swift") == nil)
    #expect(files.read("workspace/.pitfall/07-waiting/swift/snapshots/0001/main.swift") == "// mine")
    let undo = try await workspace.undo(lesson, .swift)
    #expect(undo.kept == nil, "what ships with the lesson needs no copy")
    #expect(undo.description == "Restored main.swift, more.swift to their earlier versions.")
    #expect(files.saved() == "// mine")
    #expect(files.saved("more.swift") == "// more")
    #expect(files.names(files.records) == ["snapshots"])
    #expect(files.names(files.records + "/snapshots") == [])
  }

  @Test("A fix replaces the module, and undo removes the files of the fix, too")
  func applies() async throws {
    try files.save("// mine")
    let change = try await workspace.apply(files.fix, lesson)
    #expect(
      change.description
        == "Your copy is now the solution 'right' (data/list.txt, helper.swift, main.swift). `undo` reverts this.")
    #expect(files.saved() == TemporaryWorkspace.fixed)
    #expect(files.saved("data/list.txt") == "a")
    let again = try await workspace.apply(files.fix, lesson)
    #expect(again.description == "Nothing changed: your copy already is the solution 'right'.")
    let undo = try await workspace.undo(lesson, .swift)
    #expect(undo.kept == nil)
    #expect(files.saved() == "// mine")
    #expect(files.saved("helper.swift") == nil)
    #expect(files.saved("data/list.txt") == nil)
  }

  @Test("Files of a fix that are not Swift are removed by a reset")
  func resetsFix() async throws {
    _ = try await workspace.apply(files.fix, lesson)
    let change = try await workspace.reset(lesson, .swift)
    #expect(change.files == ["data/list.txt", "helper.swift", "main.swift"])
    #expect(files.saved("data/list.txt") == nil)
  }

  @Test("The files that an undo replaces are kept, and their place is reported")
  func keepsUndone() async throws {
    try files.save("// first")
    _ = try await workspace.reset(lesson, .swift)
    try files.save("// second")
    let undo = try await workspace.undo(lesson, .swift)
    #expect(undo.description.hasSuffix("The version it replaced is saved in \(files.records)/undone/0001."))
    #expect(files.saved() == "// first")
    #expect(files.read("workspace/.pitfall/07-waiting/swift/undone/0001/main.swift") == "// second")
  }

  @Test("Undo goes back step by step, until there is nothing to undo")
  func undoesSteps() async throws {
    try files.save("// mine")
    _ = try await workspace.apply(files.fix, lesson)
    _ = try await workspace.reset(lesson, .swift)
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == TemporaryWorkspace.fixed)
    _ = try await workspace.undo(lesson, .swift)
    #expect(files.saved() == "// mine")
    let error = await #expect(throws: WorkspaceError.self) { try await workspace.undo(lesson, .swift) }
    #expect(
      error?.description
        == "There is nothing to undo: no `reset` or `apply` has changed your swift module of 07-waiting.")
    #expect(files.saved() == "// mine")
  }

  @Test("Other files in the module's folder stay in place, and the folder is not replaced")
  func leavesOtherFiles() async throws {
    var before = stat()
    #expect(stat(files.module, &before) == 0)
    let others = ["notes.txt", ".git/config", "build/x.swift", "Package.swift", ".hidden.swift", "main.swift~"]
    for name in others { try files.save("mine: \(name)", name) }
    try files.save("// mine")
    _ = try await workspace.apply(files.fix, lesson)
    _ = try await workspace.reset(lesson, .swift)
    _ = try await workspace.undo(lesson, .swift)
    for name in others { #expect(files.saved(name) == "mine: \(name)") }
    var after = stat()
    #expect(stat(files.module, &after) == 0)
    #expect(before.st_ino == after.st_ino)
  }

  @Test("Of a FastAPI module, every Python file at top level is replaced, and no other")
  func resetsPython() async throws {
    let files = try TemporaryWorkspace(python: ["names.json": "[]"])
    _ = try await files.workspace.start(files.lesson, .fastapi, extras: [:])
    let folder = "workspace/07-waiting/fastapi"
    for name in ["main.py", "more.py", "names.json", "other.json", "deep/x.py", "__pycache__/main.pyc", "a.swift"] {
      try files.write("mine", to: "\(folder)/\(name)")
    }
    let change = try await files.workspace.reset(files.lesson, .fastapi)
    #expect(change.files == ["main.py", "more.py", "names.json"])
    #expect(files.read("\(folder)/names.json") == "[]")
    #expect(files.read("\(folder)/more.py") == nil)
    for name in ["other.json", "deep/x.py", "__pycache__/main.pyc", "a.swift"] {
      #expect(files.read("\(folder)/\(name)") == "mine")
    }
  }

  @Test("A link that the learner made is replaced, not written through, and undo creates it again")
  func replacesLinks() async throws {
    let before = try files.shipped()
    let target = files.root + "/Solutions/07-waiting/swift/right/main.swift"
    try FileManager.default.removeItem(atPath: files.module + "/main.swift")
    #expect(symlink(target, files.module + "/main.swift") == 0)
    _ = try await workspace.reset(lesson, .swift)
    #expect(files.saved() == TemporaryWorkspace.broken)
    _ = try await workspace.undo(lesson, .swift)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: files.module + "/main.swift") == target)
    #expect(try files.shipped() == before)
  }

  @Test("A folder where the module needs a file is an error, and nothing is changed")
  func knowsFolders() async throws {
    try files.save("mine", "helper.swift/inner.txt")
    let error = await #expect(throws: WorkspaceError.self) { try await workspace.apply(files.fix, lesson) }
    #expect(
      error?.description
        == "\(files.module)/helper.swift is not a file, but the module needs one there. Move it away, then try again.")
    #expect(files.saved() == TemporaryWorkspace.broken)
    #expect(files.saved("helper.swift/inner.txt") == "mine")
    #expect(files.names(files.records) == [])
  }

  @Test("A file where the module needs a folder is an error, and nothing is changed")
  func knowsFiles() async throws {
    try files.save("mine", "data")
    await #expect(throws: WorkspaceError.noFolder(files.module + "/data")) {
      try await workspace.apply(files.fix, lesson)
    }
    #expect(files.saved() == TemporaryWorkspace.broken)
    #expect(files.saved("data") == "mine")
    #expect(files.names(files.records) == [])
  }

  @Test("Many concurrent changes are made one after the other, and nothing is lost")
  func changesAtOnce() async throws {
    try files.save("// mine")
    let (workspace, lesson, fix) = (workspace, lesson, files.fix)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          if number.isMultiple(of: 2) {
            _ = try await workspace.apply(fix, lesson)
          } else {
            _ = try await workspace.reset(lesson, .swift)
          }
        }
      }
      try await group.waitForAll()
    }
    let snapshots = files.names(files.records + "/snapshots")
    #expect(files.read("workspace/.pitfall/07-waiting/swift/snapshots/0001/main.swift") == "// mine")
    for _ in snapshots { _ = try await workspace.undo(lesson, .swift) }
    #expect(files.saved() == "// mine")
    #expect(files.names(files.records) == ["snapshots"])
  }
}

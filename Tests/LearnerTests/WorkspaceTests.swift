import Foundation
import Learner
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct WorkspaceTests {
  private typealias Files = TemporaryWorkspace

  private func error(_ body: () async throws -> some Any) async -> WorkspaceError? {
    do {
      _ = try await body()
      Issue.record("nothing was thrown")
    } catch let error as WorkspaceError {
      return error
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  @Test("A start copies every file of the broken module, and the extra files")
  func starts() async throws {
    let files = try Files(broken: ["more.swift": "let more = 1", "data/list.txt": "a"])
    #expect(!files.workspace.isStarted(files.lesson, .swift))
    #expect(try await files.start(["Package.swift": "// package", "LessonKit.md": "# Kit"]))
    #expect(files.workspace.isStarted(files.lesson, .swift))
    #expect(files.module == files.root + "/workspace/07-waiting/swift")
    #expect(files.names(files.module) == ["LessonKit.md", "Package.swift", "data", "main.swift", "more.swift"])
    #expect(files.saved() == Files.broken)
    #expect(files.saved("data/list.txt") == "a")
    #expect(files.names(files.workspace.directory + "/07-waiting") == ["swift"])
  }

  @Test("A second start leaves existing files alone, and adds a missing extra file")
  func startsAgain() async throws {
    let files = try Files()
    try await files.start(["Package.swift": "// package"])
    try files.save("// mine")
    try files.save("// my package", "Package.swift")
    #expect(try await files.start(["Package.swift": "// package", "LessonKit.md": "# Kit"]) == false)
    #expect(files.saved() == "// mine")
    #expect(files.saved("Package.swift") == "// my package")
    #expect(files.saved("LessonKit.md") == "# Kit")
  }

  @Test("A start that was killed half-way is completed by the next one")
  func completesStart() async throws {
    let files = try Files()
    try files.write("", to: "workspace/.pitfall/lock")
    try files.write("// bro", to: "workspace/07-waiting/.swift.new/main.swift")
    try files.write("", to: "workspace/07-waiting/.swift.new/.main.swift.1234")
    try FileManager.default.createDirectory(atPath: files.module, withIntermediateDirectories: true)
    #expect(!files.workspace.isStarted(files.lesson, .swift))
    #expect(try await files.start())
    #expect(files.saved() == Files.broken)
    #expect(files.names(files.module) == ["main.swift"])
    #expect(files.names(files.workspace.directory + "/07-waiting") == ["swift"])
  }

  @Test("Of many concurrent starts, one creates the copy")
  func startsOnce() async throws {
    let files = try Files()
    let (workspace, lesson) = (files.workspace, files.lesson)
    let made = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { try await workspace.start(lesson, .swift, extras: ["a.md": "a"]) }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(made == 1)
    #expect(files.names(files.module) == ["a.md", "main.swift"])
  }

  @Test("A file beside the copy that names another installation's paths is renewed, unless the learner has changed it")
  func renewsPaths() async throws {
    let files = try Files()
    func manifest(_ folder: String, _ word: String = "let") -> String { "\(word) path = [\"-L\", \"\(folder)/lib\"]\n" }
    try await files.start(["Package.swift": manifest("/old"), "Page.md": "See /old."])
    try await files.start(["Package.swift": manifest("/new"), "Page.md": "See /new."])
    #expect(files.saved("Package.swift") == manifest("/new"))
    #expect(files.saved("Page.md") == "See /old.")
    _ = try await files.workspace.start(
      files.lesson, .swift, extras: [:], renewals: ["Package.swift": manifest("/newer"), "Other.md": ""])
    #expect(files.saved("Package.swift") == manifest("/newer"))
    #expect(files.saved("Other.md") == nil)
    try files.save(manifest("/newer", "var"), "Package.swift")
    try await files.start(["Package.swift": manifest("/newest")])
    #expect(files.saved("Package.swift") == manifest("/newer", "var"))
  }

  @Test("A lesson that is not started is an error that names the command to start it")
  func knowsNotStarted() async throws {
    let files = try Files()
    let said = """
      07-waiting is not started on the swift track. \
      `start 07-waiting --track swift` creates your copy of its module.
      """
    #expect(await error { try await files.workspace.reset(files.lesson, .swift) }?.description == said)
    #expect(await error { try await files.workspace.apply(files.fix, files.lesson) }?.description == said)
    #expect(await error { try await files.workspace.undo(files.lesson, .swift) }?.description == said)
    #expect(await error { try files.workspace.fingerprint(files.lesson, .swift) }?.description == said)
    #expect(!FileManager.default.fileExists(atPath: files.workspace.directory))
  }

  @Test("A started folder without its main file is an error, and reset restores the file")
  func restoresMissingMainFile() async throws {
    let files = try Files()
    try await files.start()
    try files.save("a note", "notes.txt")
    try FileManager.default.removeItem(atPath: files.module + "/main.swift")
    let said = """
      There is no main.swift in \(files.module). `reset 07-waiting` restores the lesson's module and keeps \
      your other files.
      """
    #expect(await error { try files.workspace.fingerprint(files.lesson, .swift) }?.description == said)
    #expect(await error { try await files.start() }?.description == said)
    let change = try await files.workspace.reset(files.lesson, .swift)
    #expect(change.files == ["main.swift"])
    #expect(change.kept == nil)
    #expect(files.saved() == Files.broken)
    #expect(files.saved("notes.txt") == "a note")
  }

  @Test(
    "A file where the workspace needs a folder is an error", arguments: ["workspace", "workspace/07-waiting/swift"])
  func knowsObstacles(path: String) async throws {
    let files = try Files()
    try files.write("in the way", to: path)
    let said = """
      \(files.root)/\(path) is not a folder, but the workspace needs one there. \
      Move it away, or choose another with --workspace DIR.
      """
    #expect(await error { try await files.start() }?.description == said)
    #expect(files.read(path) == "in the way")
  }

  @Test("A folder that cannot be written is an error with its reason")
  func knowsUnwritable() async throws {
    let files = try Files()
    let workspace = Workspace(directory: "/proc/workspace")
    let said = """
      /proc/workspace cannot be written: No such file or directory. \
      Change its permissions, or choose another folder with --workspace DIR.
      """
    #expect(await error { try await workspace.start(files.lesson, .swift, extras: [:]) }?.description == said)
  }

  @Test(
    "A workspace in the pack or in the fixes is rejected",
    arguments: ["Lessons", "Lessons/07-waiting", "Solutions", "Solutions/new/deeper"])
  func rejectsPack(path: String) async throws {
    let files = try Files()
    let before = try files.shipped()
    let workspace = Workspace(directory: "\(files.root)/\(path)")
    let pack = path.split(separator: "/")[0]
    let said = """
      \(files.root)/\(path) is inside \(files.root)/\(pack), which ships with the lessons and is never changed. \
      Choose another folder with --workspace DIR.
      """
    #expect(await error { try await workspace.start(files.lesson, .swift, extras: [:]) }?.description == said)
    #expect(try files.shipped() == before)
  }

  @Test(
    "A link that leads into the pack is not written through",
    arguments: [
      ("workspace", "Lessons"), ("workspace", "Lessons/not-yet"), ("workspace/07-waiting", "Lessons/07-waiting"),
      ("workspace/07-waiting/swift", "Lessons/07-waiting/swift"), ("workspace/.pitfall", "Solutions"),
    ])
  func rejectsLinks(link: String, target: String) async throws {
    let files = try Files()
    let before = try files.shipped()
    try FileManager.default.createDirectory(
      atPath: ("\(files.root)/\(link)" as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    #expect(symlink("\(files.root)/\(target)", "\(files.root)/\(link)") == 0)
    guard case .insidePack = await error({ try await files.start(["Package.swift": ""]) }) else {
      Issue.record("it was not rejected")
      return
    }
    #expect(try files.shipped() == before)
  }

  @Test("A folder below the module that is a link into the pack is not written through")
  func rejectsInnerLinks() async throws {
    let files = try Files(broken: ["data/list.txt": "a"])
    try await files.start()
    let before = try files.shipped()
    try FileManager.default.removeItem(atPath: files.module + "/data")
    #expect(symlink(files.root + "/Solutions/07-waiting/swift/right", files.module + "/data") == 0)
    guard case .insidePack = await error({ try await files.workspace.reset(files.lesson, .swift) }) else {
      Issue.record("it was not rejected")
      return
    }
    #expect(try files.shipped() == before)
  }

  @Test("A fingerprint covers the names and contents of the module's own files, and nothing else")
  func fingerprints() async throws {
    let files = try Files()
    try await files.start(["Package.swift": "// package"])
    func now() throws -> String { try files.workspace.fingerprint(files.lesson, .swift) }
    let broken = try now()
    // The value that every version of pitfall has computed, so that learners' fingerprints stay valid.
    #expect(broken == "6db293938f719e80e89794130ae03eaa4cb4372e9560ce7948ba8baf5c700d1c")
    try files.save("// another", "Package.swift")
    try files.save("# Kit", "LessonKit.md")
    try files.save("x", ".main.swift.swp")
    #expect(try now() == broken)
    try files.save("", "a.swift")
    let withEmpty = try now()
    #expect(withEmpty != broken)
    try FileManager.default.moveItem(atPath: files.module + "/a.swift", toPath: files.module + "/b.swift")
    #expect(try now() != withEmpty)
    try FileManager.default.removeItem(atPath: files.module + "/b.swift")
    #expect(try now() == broken)
    try files.save("// Broken\n")
    #expect(try now() != broken)
  }

  @Test("A link counts in a fingerprint as the file that it points to")
  func fingerprintsLinks() async throws {
    let files = try Files()
    try await files.start()
    let broken = try files.workspace.fingerprint(files.lesson, .swift)
    try files.write(Files.broken, to: "mine.swift")
    try FileManager.default.removeItem(atPath: files.module + "/main.swift")
    #expect(symlink("../../../mine.swift", files.module + "/main.swift") == 0)
    #expect(try files.workspace.fingerprint(files.lesson, .swift) == broken)
    try files.write("// changed", to: "mine.swift")
    #expect(try files.workspace.fingerprint(files.lesson, .swift) != broken)
  }

  @Test("The report of the broken module is kept beside the snapshots")
  func placesDamage() throws {
    let files = try Files()
    #expect(files.workspace.damageFile(files.lesson, .swift) == files.records + "/damage.json")
  }
}

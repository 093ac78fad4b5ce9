import Base
import Files
import Foundation
import ModuleRuntime
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
final class ModuleSourceTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/sources-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func put(_ names: String...) throws {
    for name in names { try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
  }

  @Test("A Swift module is every Swift file of its folder except for a package's manifest")
  func takesFolders() throws {
    try put("main.swift", "Quotes.swift", "Package.swift", "notes.txt")
    let source = try ModuleSource(folder, layout: .swift)
    #expect(source.files == ["\(folder)/Quotes.swift", "\(folder)/main.swift"])
    #expect(source.mainFile == folder + "/main.swift")
    #expect(try ModuleSource(folder + "/main.swift", layout: .swift).files == source.files)
  }

  @Test("A file by another name is a module by itself")
  func takesFiles() throws {
    try put("main.swift", "other.swift", "app.py")
    #expect(try ModuleSource(folder + "/other.swift", layout: .swift).files == [folder + "/other.swift"])
    #expect(try ModuleSource(folder + "/app.py", layout: .fastapi).mainFile == folder + "/app.py")
  }

  @Test("A path that does not exist, has no main file, or is of another kind is rejected")
  func rejectsOtherPaths() throws {
    try put("main.swift", "notes.txt")
    #expect(throws: ModuleSourceError.missing(folder + "/x")) { try ModuleSource(folder + "/x", layout: .swift) }
    #expect(throws: ModuleSourceError.noMainFile(folder, "main.py")) { try ModuleSource(folder, layout: .fastapi) }
    let notes = folder + "/notes.txt"
    #expect(throws: ModuleSourceError.otherKind(notes, .swift)) { try ModuleSource(notes, layout: .swift) }
  }

  @Test("Hidden files, folders, and pipes are not part of a Swift module")
  func leavesOut() throws {
    try put("main.swift", "._main.swift", ".swift")
    #expect(symlink("me@host.1234:1700000000", folder + "/.#main.swift") == 0)
    try FileManager.default.createDirectory(atPath: folder + "/old.swift", withIntermediateDirectories: true)
    #expect(mkfifo(folder + "/pipe.swift", 0o600) == 0)
    #expect(try ModuleSource(folder, layout: .swift).files == [folder + "/main.swift"])
  }

  @Test("A link is the module that it leads to, and one that leads nowhere is the compiler's to explain")
  func followsLinks() throws {
    try put("main.swift")
    #expect(symlink(folder, folder + "/link") == 0)
    #expect(symlink("nowhere", folder + "/helper.swift") == 0)
    let source = try ModuleSource(folder + "/link/", layout: .swift)
    #expect(source.files == ["helper", "main"].map { "\(folder)/link/\($0).swift" })
    try source.requireFiles()
  }

  @Test("A hidden file that is named is a module")
  func takesHiddenFiles() throws {
    try put(".fix.swift")
    #expect(try ModuleSource(folder + "/.fix.swift", layout: .swift).files == [folder + "/.fix.swift"])
  }

  @Test("A path that is not UTF-8 keeps its bytes, as do the names of files")
  func keepsBytes() throws {
    let latin = String(keeping: Array("caf".utf8) + [0xe9])
    try Folder.make("\(folder)/\(latin)")
    try put("main.swift")
    for name in ["main.swift", latin + ".swift"] {
      #expect(
        Path.withBytes("\(folder)/main.swift") { from in Path.withBytes("\(folder)/\(latin)/\(name)") { link(from, $0) }
        } == 0)
    }
    let source = try ModuleSource("\(folder)/\(latin)", layout: .swift)
    #expect(source.files == ["\(latin).swift", "main.swift"].map { "\(folder)/\(latin)/\($0)" })
  }

  @Test("What is named and cannot be read is rejected, as is a file that has gone")
  func rejectsPipes() throws {
    try put("main.swift", "fix.py")
    #expect(mkfifo(folder + "/pipe.py", 0o600) == 0)
    #expect(throws: ModuleSourceError.unreadable(folder + "/pipe.py")) {
      try ModuleSource(folder + "/pipe.py", layout: .fastapi)
    }
    let source = try ModuleSource(folder + "/fix.py", layout: .fastapi)
    try source.requireFiles()
    try FileManager.default.removeItem(atPath: folder + "/fix.py")
    #expect(throws: ModuleSourceError.gone(folder + "/fix.py")) { try source.requireFiles() }
  }
}

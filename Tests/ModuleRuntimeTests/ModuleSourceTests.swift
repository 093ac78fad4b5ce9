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
}

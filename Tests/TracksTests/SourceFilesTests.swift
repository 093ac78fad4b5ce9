import Base
import Files
import Foundation
import ModuleRuntime
import Testing
import Tracks

/// Finding a module's own lines by what a log says.
@Suite(.timeLimit(.minutes(10)))
final class SourceFilesTests {
  private let folder = Path.absolute(FileManager.default.temporaryDirectory.path + "/source-files-\(UUID().uuidString)")

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func files(_ files: [String: String]) -> SourceFiles {
    SourceFiles(files.mapValues { Data($0.utf8) })
  }

  @Test("A line is found by its file's path or the end of it, in every file of that name")
  func findsLines() {
    let files = Self.files(["/srv/a/views.py": "one\ntwo", "/srv/b/views.py": "eins"])
    #expect(files.lines(2, at: "File \"/srv/a/views.py") == ["two"])
    #expect(files.lines(1, at: "in b/views.py") == ["eins"])
    #expect(files.lines(1, at: "file:///srv/b/views.py") == ["eins"])
    #expect(Set(files.lines(1, at: "views.py")) == ["one", "eins"])
    for (number, log) in [
      (3, "/srv/a/views.py"), (0, "views.py"), (1, "/lib/views.py"), (1, "iews.py"), (1, "reviews.py"),
      (1, "/x/srv/b/views.py"), (1, "ab/views.py"), (1, "../views.py"),
    ] {
      #expect(files.lines(number, at: log[...]) == [], "\(log)")
    }
  }

  @Test("Lines end with LF, CR, or both, and are text in any encoding", arguments: ["\n", "\r", "\r\n"])
  func splitsLines(end: String) {
    let text = ["first", "", "third", ""].joined(separator: end).utf8
    let files = SourceFiles(["/srv/main.py": Data([0xe9]) + Data(text)])
    #expect((1...5).map { files.lines($0, at: "main.py") } == [["\u{fffd}first"], [""], ["third"], [""], []])
  }

  @Test("Hidden files and folders are left out, and the nearest of a thousand files are read")
  func readsFolders() throws {
    try Folder.make(folder + "/.venv")
    try Folder.make(folder + "/a/b")
    for name in ["main.py", ".main.py", ".venv/hidden.py", "a/b/deep.py"] { try put(name) }
    #expect(mkfifo(folder + "/pipe.py", 0o600) == 0)
    #expect(symlink(folder, folder + "/loop") == 0)
    let files = SourceFiles(of: try ModuleSource(folder, layout: .fastapi))
    #expect(files.lines(1, at: "a/b/deep.py") == ["text of a/b/deep.py"])
    #expect(files.lines(1, at: "main.py") == ["text of main.py"])
    #expect(files.lines(1, at: "hidden.py") == [] && files.lines(1, at: ".main.py") == [])
    for number in 1...1_000 { try put("a/\(number).txt") }
    let nearest = SourceFiles(of: try ModuleSource(folder, layout: .fastapi))
    #expect(nearest.lines(1, at: "main.py") == ["text of main.py"])
    #expect(nearest.lines(1, at: "deep.py") == [])
  }

  private func put(_ name: String) throws {
    try Data("text of \(name)".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }
}

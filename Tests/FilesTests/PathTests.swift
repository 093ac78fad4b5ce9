import Base
import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
final class PathTests {
  private let root = Path.absolute(FileManager.default.temporaryDirectory.path + "/path-tests-\(UUID().uuidString)")

  init() throws {
    try Folder.make(root + "/a/b")
    #expect(symlink("a/b", root + "/link") == 0)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  @Test(
    "A whole path has no needless parts",
    arguments: [
      ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/./a/.", "/a"), ("/", "/"), ("/~", "/~"),
      ("/a b;c?d#e%20", "/a b;c?d#e%20"),
      ("/a\u{301}/\u{301}b", "/a\u{301}/\u{301}b"), ("/nowhere/../a", "/nowhere/../a"),
    ])
  func normalizes(path: String, expected: String) {
    #expect(Path.absolute(path) == expected)
  }

  @Test("A relative path is one of the current folder, whatever it begins with")
  func resolvesRelative() throws {
    let here = try #require(Path.current)
    for path in ["x", "~", "-x", "C:/x"] { #expect(Path.absolute(path) == here + "/" + path) }
    #expect(Path.absolute("") == here && Path.absolute("./") == here)
  }

  @Test("Two dots lead where the system leads them, also behind a symbolic link")
  func followsDots() {
    #expect(Path.absolute(root + "/a/b/..") == root + "/a")
    #expect(Path.absolute(root + "/link/../b") == root + "/link/../b")
    #expect(Path.absolute("/..") == "/")
  }

  @Test(
    "The last part is the name, and the rest the folder",
    arguments: [
      ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b", "a", "b"),
      ("/\u{301}x/\u{301}y", "/\u{301}x", "\u{301}y"),
    ])
  func splits(path: String, folder: String, name: String) {
    #expect(Path.folder(path) == folder)
    #expect(Path.name(path) == name)
  }

  @Test("A folder's names come with all their bytes")
  func lists() throws {
    let latin = String(keeping: [0xe9, 0x0a])
    try Folder.make("\(root)/a/b/\(latin)")
    try Folder.make("\(root)/a/b/.hidden")
    #expect(try Set(Folder.names(root + "/link")) == [latin, ".hidden"])
    #expect(throws: FileError(path: root + "/c", action: "read", code: ENOENT)) { try Folder.names(root + "/c") }
    #expect(Path.target(ofLink: root + "/link") == "a/b")
    #expect(Path.target(ofLink: root + "/a") == nil)
  }
}

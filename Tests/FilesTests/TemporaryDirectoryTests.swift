import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TemporaryDirectoryTests {
  @Test("Only its owner has access, and it is removed with its last reference")
  func comesAndGoes() throws {
    var directory: TemporaryDirectory? = try TemporaryDirectory()
    let path = try #require(directory?.path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/file"))
    directory = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("Folders of ended processes are removed, those of running ones are not")
  func removesAbandoned() throws {
    let own = try TemporaryDirectory()
    let parent = FileManager.default.temporaryDirectory.path
    var status = stat()
    #expect(stat("/proc/self/ns/pid", &status) == 0)
    // The largest process ID on Linux is 2^22.
    let nobody = 1 << 22 + 1
    let abandoned = "\(parent)/pitfall-\(nobody).\(status.st_ino)-1"
    // Of a program in a container that shares the folder.
    let elsewhere = "\(parent)/pitfall-\(nobody).\(status.st_ino + 1)-1"
    let stranger = "\(parent)/pitfall-notes-\(UUID().uuidString)"
    for path in [abandoned, elsewhere, stranger] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    defer { for path in [elsewhere, stranger] { try? FileManager.default.removeItem(atPath: path) } }
    TemporaryDirectory.removeAbandoned()
    #expect(!FileManager.default.fileExists(atPath: abandoned))
    #expect([elsewhere, stranger].allSatisfy(FileManager.default.fileExists))
    #expect(FileManager.default.fileExists(atPath: own.path))
  }

  @Test("What a module leaves in it goes with it: deeper than a path can be long, unreadable, with any name")
  func removesEverything() throws {
    var directory: TemporaryDirectory? = try TemporaryDirectory()
    let path = try #require(directory?.path)
    var folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #expect(symlinkat("/usr", folder, "link") == 0 && mkfifoat(folder, "pipe", 0o600) == 0)
    let name = String(repeating: "d", count: 200)
    for level in 1...100 {
      #expect(mkdirat(folder, name, 0o700) == 0 && mkdirat(folder, "empty", 0) == 0)
      close(openat(folder, [CChar(bitPattern: 0xff), 0], O_WRONLY | O_CREAT | O_CLOEXEC, 0))
      let below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      #expect(below >= 0, "level \(level)")
      fchmod(folder, 0)
      close(folder)
      folder = below
    }
    close(folder)
    directory = nil
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.fileExists(atPath: "/usr/bin"))
  }
}

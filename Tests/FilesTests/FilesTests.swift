import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
final class AtomicFileTests {
  private let root = FileManager.default.temporaryDirectory.path + "/files-tests-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  private var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: root).sorted() } }

  private func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(root)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("A file is created and replaced, and no other file is left", arguments: [0, 1, 3_000_000])
  func writes(count: Int) throws {
    try AtomicFile.write(Data("before".utf8), to: root + "/file")
    let bytes = Data(repeating: 7, count: count)
    try AtomicFile.write(bytes, to: root + "/file")
    #expect(FileManager.default.contents(atPath: root + "/file") == bytes)
    #expect(try names == ["file"])
  }

  @Test("The file gets the requested mode")
  func setsMode() throws {
    try AtomicFile.write(Data(), to: root + "/secret", mode: 0o600)
    var status = stat()
    #expect(stat(root + "/secret", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("A link stays a link, whether or not its target exists", arguments: [true, false])
  func followsLinks(isThere: Bool) throws {
    try FileManager.default.createDirectory(atPath: root + "/elsewhere", withIntermediateDirectories: true)
    if isThere { try AtomicFile.write(Data("before".utf8), to: root + "/elsewhere/file") }
    #expect(symlink("elsewhere/file", root + "/second") == 0)
    #expect(symlink(root + "/second", root + "/first") == 0)
    try AtomicFile.write(Data("after".utf8), to: root + "/first")
    #expect(text("elsewhere/file") == "after")
    #expect(try names == ["elsewhere", "first", "second"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: root + "/first") == root + "/second")
  }

  @Test("A cycle of links is an error, not an endless loop")
  func knowsCircles() throws {
    #expect(symlink("b", root + "/a") == 0)
    #expect(symlink("a", root + "/b") == 0)
    #expect(throws: FileError(path: root + "/a", action: "written", code: ELOOP)) {
      try AtomicFile.write(Data(), to: root + "/a")
    }
  }

  @Test("A failed write reports the path and the reason, and leaves no file")
  func explains() throws {
    try FileManager.default.createDirectory(atPath: root + "/folder/inner", withIntermediateDirectories: true)
    try AtomicFile.write(Data("text".utf8), to: root + "/file")
    func said(_ path: String) -> String? {
      let error = #expect(throws: FileError.self) { try AtomicFile.write(Data("x".utf8), to: path) }
      return error?.description
    }
    #expect(said(root + "/folder") == "\(root)/folder cannot be written: Is a directory.")
    #expect(said(root + "/file/below") == "\(root)/file/below cannot be written: Not a directory.")
    #expect(said(root + "/none/below") == "\(root)/none/below cannot be written: No such file or directory.")
    #expect(try names == ["file", "folder"])
    #expect(text("file") == "text")
  }

  @Test("A file name of the maximum length can be written")
  func writesLongNames() throws {
    let name = String(repeating: "n", count: 255)
    try AtomicFile.write(Data("text".utf8), to: "\(root)/\(name)")
    #expect(text(name) == "text")
  }

  @Test("The leftovers of killed writers are removed, but no other hidden file")
  func removesLeftovers() throws {
    let id = UUID().uuidString
    for name in [".file.\(id)", ".file.swp", ".file.", ".files.\(id)", "file"] {
      try AtomicFile.write(Data(), to: "\(root)/\(name)")
    }
    AtomicFile.removeLeftovers(of: root + "/file")
    #expect(try names == [".file.", ".file.swp", ".files.\(id)", "file"])
  }

  @Test("With many concurrent writers, the file is always one writer's complete version")
  func writesAtOnce() async throws {
    let path = root + "/file"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for byte in UInt8(0)..<8 {
        group.addTask {
          for _ in 0..<10 { try AtomicFile.write(Data(repeating: byte, count: 100_000), to: path) }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(bytes.count == 100_000)
    #expect(Set(bytes).count == 1)
    #expect(try names == ["file"])
  }
}

@Suite(.timeLimit(.minutes(10)))
final class RegularFileTests {
  private let root = FileManager.default.temporaryDirectory.path + "/files-tests-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  @Test("A file is read completely, and a missing one gives nil")
  func reads() throws {
    let bytes = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
    try AtomicFile.write(bytes, to: root + "/file")
    #expect(try RegularFile.read(root + "/file") == bytes)
    #expect(try RegularFile.read(root + "/file", limit: 200_000) == bytes)
    #expect(try RegularFile.read(root + "/none") == nil)
  }

  @Test("Anything but a regular file of allowed size is an immediate error")
  func rejects() throws {
    try AtomicFile.write(Data(count: 11), to: root + "/file")
    #expect(mkfifo(root + "/pipe", 0o644) == 0)
    func code(_ path: String) -> Int32? {
      #expect(throws: FileError.self) { try RegularFile.read(path, limit: 10) }?.code
    }
    #expect(code(root) == EISDIR)
    #expect(code(root + "/pipe") == EINVAL)
    #expect(code("/dev/zero") == EINVAL)
    #expect(code(root + "/file") == EFBIG)
    #expect(code(root + "/file/below") == ENOTDIR)
  }
}

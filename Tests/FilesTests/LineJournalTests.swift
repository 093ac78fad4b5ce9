import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
final class LineJournalTests {
  private let root = FileManager.default.temporaryDirectory.path + "/journal-tests-\(UUID().uuidString)"
  private let journal: LineJournal

  init() {
    journal = LineJournal(path: root + "/folder/journal")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  private func text() throws -> String { try String(contentsOfFile: journal.path, encoding: .utf8) }

  @Test("Lines are appended, and the folder is created")
  func appends() async throws {
    try await journal.rewrite { $0 }
    try await journal.append(Data("one".utf8))
    try await journal.append(Data("two".utf8))
    #expect(try text() == "one\ntwo\n")
  }

  @Test("After an incomplete line, the next one starts on a new line")
  func survivesTornLines() async throws {
    try await journal.rewrite { _ in [Data("one".utf8)] }
    try Data("one\n{\"tw".utf8).write(to: URL(fileURLWithPath: journal.path))
    try await journal.append(Data("three".utf8))
    #expect(try text() == "one\n{\"tw\nthree\n")
  }

  @Test("All lines are replaced by the new ones; an error leaves them unchanged")
  func rewrites() async throws {
    try await journal.rewrite { _ in ["a", "b", "c"].map { Data($0.utf8) } }
    try await journal.rewrite { lines in lines.filter { $0 != Data("b".utf8) } }
    #expect(try text() == "a\nc\n")
    await #expect(throws: FileError.self) {
      try await journal.rewrite { _ in throw FileError(path: "x", action: "read", code: EIO) }
    }
    #expect(try text() == "a\nc\n")
  }

  @Test("Many concurrent writers, one of which rewrites, lose nothing")
  func isShared() async throws {
    try await journal.rewrite { $0 }
    let path = journal.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let own = LineJournal(path: path)
          for line in 0..<10 {
            try await own.append(Data("\(writer) \(line) \(String(repeating: "x", count: 9_000))".utf8))
          }
        }
      }
      group.addTask { for _ in 0..<5 { try await LineJournal(path: path).rewrite { $0 } } }
      try await group.waitForAll()
    }
    let lines = try text().split(separator: "\n").map { $0.prefix { $0 != "x" } }
    #expect(Set(lines) == Set((0..<4).flatMap { writer in (0..<10).map { "\(writer) \($0) "[...] } }))
    #expect(lines.count == 40)
  }

  @Test("A file that cannot be written is named in the error")
  func tellsOfErrors() async throws {
    let error = await #expect(throws: FileLockError.self) { try await journal.append(Data("one".utf8)) }
    #expect(error?.description == "\(journal.path).lock cannot be locked: No such file or directory.")
  }
}

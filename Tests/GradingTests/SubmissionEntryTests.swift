import Base
import Foundation
import Grading
import TestSupport
import Testing

@Suite("Which submissions a path holds", .timeLimit(.minutes(10)))
struct SubmissionEntryTests {
  private let sandbox: SubmissionSandbox

  init() throws {
    sandbox = try SubmissionSandbox()
  }

  private func names(others: [String] = []) throws -> [String] { try sandbox.entries(others: others).map(\.name) }

  @Test("Each entry of a folder is one, named without the suffix; hidden ones and the output folder are none")
  func lists() throws {
    for name in ["alice/main.py", "bob.tar.gz", "carol.py", "dave.docx", ".DS_Store", "out/results.jsonl"] {
      try sandbox.write("", to: name)
    }
    #expect(try names(others: [sandbox.path + "/out"]) == ["alice", "bob", "carol", "dave.docx"])
  }

  @Test("A folder with a module at its top, or with nothing but lessons, is one submission")
  func isOne() throws {
    try sandbox.write("", to: "main.py")
    try sandbox.write("", to: "helpers/main.py")
    #expect(try names() == ["class"])
    try FileManager.default.removeItem(atPath: sandbox.path + "/main.py")
    #expect(try names() == ["helpers"])
    try FileManager.default.removeItem(atPath: sandbox.path + "/helpers")
    try sandbox.write("", to: "01-blocking/main.py")
    #expect(try names() == ["class"])
  }

  @Test("Names differ, and cannot control a terminal")
  func namesAreSafe() async throws {
    try await sandbox.python(
      """
      for name in [b'alice', b'alice.zip', b'alice.tgz', b'b\\x1b[31mob', b'\\xffx', b'\\xfex', b'e\\xe2\\x80\\xae']:
          os.mkdir(name)
      """)
    let names = try names()
    #expect(Set(names).count == 7)
    #expect(names.allSatisfy { $0 == $0.harmless && !$0.isEmpty })
    #expect(names.prefix(3) == ["alice", "alice.tgz", "alice.zip"])
  }

  @Test("A path that is nothing is said in a sentence")
  func missing() throws {
    #expect(throws: IntakePathError(path: "/nowhere", reason: "No such file or directory")) {
      try SubmissionEntry.list("/nowhere", rules: sandbox.rules(), lessons: [])
    }
  }
}

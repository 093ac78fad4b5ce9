import Foundation
import Grading
import TestSupport
import Testing

@Suite("What is taken of a submission that is a folder", .timeLimit(.minutes(10)))
struct FolderIntakeTests {
  private let sandbox: SubmissionSandbox

  init() throws {
    sandbox = try SubmissionSandbox()
    try sandbox.write("x = 1\n", to: "alice/main.py")
  }

  @Test("Source files are taken at any depth, and what systems and tools leave is not")
  func takesSources() async throws {
    for name in [
      "app/helpers.py", "readme.txt", ".hidden.py", ".git/hook.py", "__MACOSX/._main.py", "__pycache__/main.py",
      "node_modules/a/setup.py", ".venv/lib/site.py", "venv/bin/activate_this.py", "venv/pyvenv.cfg", ".DS_Store",
    ] {
      try sandbox.write("y = 2\n", to: "alice/" + name)
    }
    let taken = try await sandbox.take("alice")
    #expect(taken.names == ["app/helpers.py", "main.py"])
    #expect(taken.leftOut == [])
    #expect(taken.text("main.py") == "x = 1\n")
  }

  @Test("A class can allow more files")
  func allows() async throws {
    try sandbox.write("SELECT 1;", to: "alice/query.sql")
    #expect(try await sandbox.take("alice", sandbox.rules(patterns: ["*.sql"])).names == ["main.py", "query.sql"])
  }

  /// Each makes something called other.py, or below it, that leads out of the submission or is no file.
  private static let traps: [(name: String, script: String, leftOut: [String])] = [
    ("link to a file", "os.symlink('/etc/passwd', 'alice/other.py')", ["other.py is a symbolic link"]),
    ("link to a folder", "os.symlink('/etc', 'alice/other.py')", ["other.py is a symbolic link"]),
    ("link that leads nowhere", "os.symlink('/nowhere', 'alice/other.py')", ["other.py is a symbolic link"]),
    ("link to the folder above", "os.symlink('..', 'alice/other')", []),
    ("link to another submission", "os.symlink('../bob/main.py', 'alice/other.py')", ["other.py is a symbolic link"]),
    ("pipe", "os.mkfifo('alice/other.py')", ["other.py is neither a file nor a folder"]),
    (
      "socket", "import socket; socket.socket(socket.AF_UNIX).bind('alice/other.py')",
      ["other.py is neither a file nor a folder"]
    ),
    (
      "large file", "open('alice/other.py', 'w').write('x' * (1 << 20) + 'x')", ["other.py is larger than 1024 KiB"]
    ),
    (
      "sparse file", "open('alice/other.py', 'w').truncate(1 << 40)", ["other.py is larger than 1024 KiB"]
    ),
    (
      "deep folder", "os.makedirs('alice/' + 'd/' * 9); open('alice/' + 'd/' * 9 + 'other.py', 'w')",
      ["d/d/d/d/d/d/d/d/d lies more than 8 folders deep"]
    ),
  ]

  @Test("What is no ordinary file stays out, and the rest is taken", arguments: traps.indices)
  func leavesOut(trap: Int) async throws {
    let trap = Self.traps[trap]
    try sandbox.write("z = 3\n", to: "bob/main.py")
    try await sandbox.python(trap.script)
    let taken = try await sandbox.take("alice")
    #expect(taken.names == ["main.py"], "\(trap.name)")
    #expect(taken.leftOut == trap.leftOut, "\(trap.name)")
  }

  @Test("A hard link to someone else's file stays out; one of the same owner, as in a backup, is taken")
  func hardLinks() async throws {
    try await sandbox.python("os.link('alice/main.py', 'alice/copy.py')")
    #expect(try await sandbox.take("alice").names == ["copy.py", "main.py"])
    // Only root can give a file away.
    guard getuid() == 0 else { return }
    try await sandbox.python("os.link('alice/main.py', 'backup'); os.chown('alice/main.py', 12345, 12345)")
    let taken = try await sandbox.take("alice")
    #expect(taken.names == [])
    #expect(taken.leftOut.contains("main.py is a hard link to another file"))
  }

  @Test("Too much of anything rejects the submission, in a sentence")
  func isCapped() async throws {
    try await sandbox.python("for n in range(5): open(f'alice/m{n}.py', 'w').write('x' * 1000)")
    let sandbox = sandbox
    #expect(
      try await sandbox.rejection("alice", sandbox.rules { $0.count = 5 }) == "holds more than 5 source files")
    #expect(
      try await sandbox.rejection("alice", sandbox.rules { $0.total = 4_000 })
        == "holds more than 0 MiB of source files")
    #expect(
      try await sandbox.rejection("alice", sandbox.rules { $0.entries = 5 }) == "holds more than 5 files and folders")
    #expect(try await sandbox.rejection("alice", sandbox.rules { $0.count = 6 }) == nil)
  }

  @Test("A link or a pipe in a submission's place is rejected")
  func isNoSubmission() async throws {
    try await sandbox.python("os.symlink('/etc', 'link'); os.mkfifo('pipe'); open('x.docx', 'w')")
    #expect(try await sandbox.rejection("link") == "is a symbolic link")
    #expect(try await sandbox.rejection("pipe") == "is neither a file nor a folder")
    #expect(
      try await sandbox.rejection("x.docx")
        == "is neither a folder, nor a source file (*.swift or *.py), nor an archive (tar, tar.gz or zip)")
  }

  @Test("The time of a submission is that of its newest file")
  func time() async throws {
    try await sandbox.python("os.utime('alice/main.py', (1_000_000, 1_000_000))")
    #expect(try await sandbox.take("alice").files["main.py"]?.modified == Date(timeIntervalSince1970: 1_000_000))
    try await sandbox.python("os.utime('alice/main.py', (1 << 40, 1 << 40))")
    #expect(try await sandbox.take("alice").files["main.py"]?.modified == Date(timeIntervalSince1970: 4_102_444_800))
    try await sandbox.python("os.utime('alice/main.py', (-5, -5))")
    #expect(try await sandbox.take("alice").files["main.py"]?.modified == Date(timeIntervalSince1970: 0))
  }
}

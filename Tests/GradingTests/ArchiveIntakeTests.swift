import Foundation
import Grading
import TestSupport
import Testing
import Tracks

@Suite("What is taken of a submission that is an archive", .timeLimit(.minutes(10)))
struct ArchiveIntakeTests {
  private static let helpers = """
    import io, tarfile, zipfile
    def entry(tar, name, data=b"x = 1\\n", **changes):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        info.mtime = 1_000_000
        for key, value in changes.items():
            setattr(info, key, value)
        tar.addfile(info, io.BytesIO(data) if info.isreg() else None)

    """

  private let sandbox: SubmissionSandbox

  init() throws {
    sandbox = try SubmissionSandbox()
  }

  private func make(_ script: String) async throws {
    try await sandbox.python(Self.helpers + script)
  }

  @Test(
    "Every kind of archive is unpacked",
    arguments: [
      "tar": "with tarfile.open('alice.tar', 'w') as t: entry(t, 'a/main.py')",
      "tar.gz": "with tarfile.open('alice.tar.gz', 'w:gz') as t: entry(t, 'a/main.py')",
      "tgz": "with tarfile.open('alice.tgz', 'w:gz') as t: entry(t, 'a/main.py')",
      "ZIP": "with zipfile.ZipFile('alice.ZIP', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('a/main.py', 'x = 1\\n')",
    ])
  func unpacks(suffix: String, script: String) async throws {
    try await make(script)
    let taken = try await sandbox.take("alice")
    #expect(taken.text("a/main.py") == "x = 1\n")
    #expect(taken.names == ["a/main.py"])
    if suffix != "ZIP" {
      #expect(taken.files["a/main.py"]?.modified == Date(timeIntervalSince1970: 1_000_000))
    }
  }

  @Test("The only archive in a folder without source files is the submission")
  func isInFolder() async throws {
    try await make(
      """
      for name in ['alice', 'bob', 'carol']: os.mkdir(name)
      for path in ['alice/My Project.zip', 'bob/a.zip', 'bob/b.zip', 'carol/old.zip']:
          with zipfile.ZipFile(path, 'w') as z: z.writestr('main.py', 'x')
      open('carol/new.py', 'w')
      """)
    #expect(try await sandbox.take("alice").names == ["main.py"])
    #expect(try await sandbox.take("bob").names == [])
    #expect(try await sandbox.take("carol").names == ["new.py"])
  }

  @Test("What systems and tools put into an archive is left out")
  func leavesOutToolFiles() async throws {
    try await make(
      """
      with zipfile.ZipFile('alice.zip', 'w') as z:
          for name in ['main.py', '__MACOSX/._main.py', '.git/x.py', 'p/.venv/y.py', 'p/node_modules/q/z.py', 'big.bin']:
              z.writestr(name, 'x')
      """)
    let taken = try await sandbox.take("alice")
    #expect(taken.names == ["main.py"])
    #expect(taken.leftOut == [])
  }

  /// What must be rejected, with the words that the reason must contain.
  private static let attacks: [(name: String, script: String, reason: String)] = [
    (
      "path above", "with tarfile.open('alice.tar', 'w') as t: entry(t, 'main.py'); entry(t, '../escaped.py')",
      "Path contains '..'"
    ),
    (
      "path above in a zip",
      "with zipfile.ZipFile('alice.zip', 'w') as z: z.writestr('main.py', ''); z.writestr('a/../../escaped.py', '')",
      "Path contains '..'"
    ),
    (
      "absolute path",
      "with tarfile.open('alice.tar', 'w') as t: entry(t, 'main.py'); entry(t, os.getcwd() + '/escaped.py')",
      "Removing leading '/'"
    ),
    (
      "file behind a link",
      """
      with tarfile.open('alice.tar', 'w') as t:
          entry(t, 'd.py', b'', type=tarfile.SYMTYPE, linkname=os.getcwd())
          entry(t, 'd.py/escaped.py')
      """, "Cannot extract through symlink"
    ),
    (
      "hard link to a file outside",
      "with tarfile.open('alice.tar', 'w') as t: "
        + "entry(t, 'main.py', b'', type=tarfile.LNKTYPE, linkname='../../../../../../etc/passwd')",
      "Path contains '..'"
    ),
    ("not an archive", "open('alice.zip', 'w').write('hello')", "is not a zip archive, though its name says so"),
    (
      "another kind", "with tarfile.open('alice.tar', 'w:xz') as t: entry(t, 'main.py')",
      "is not a tar archive, though its name says so"
    ),
    (
      "cut off",
      """
      with tarfile.open('whole.tar.gz', 'w:gz') as t: entry(t, 'main.py', os.urandom(100_000))
      open('alice.tar.gz', 'wb').write(open('whole.tar.gz', 'rb').read()[:50_000])
      """, "cannot be unpacked"
    ),
    (
      "bomb", "with zipfile.ZipFile('alice.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('m.py', 'x' * (6 << 20))",
      "unpacks to more than 100 times its size"
    ),
    (
      "large bomb",
      """
      with zipfile.ZipFile('alice.zip', 'w', zipfile.ZIP_DEFLATED) as z:
          for n in range(3): z.writestr(f'm{n}.py', 'x' * (30 << 20))
      """, "unpacks to more than 8 MiB of source files"
    ),
    (
      "one huge file",
      "with zipfile.ZipFile('alice.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('m.py', b'0' * (100 << 20))",
      "unpacks to more than 8 MiB of source files"
    ),
    (
      "many files",
      """
      with zipfile.ZipFile('alice.zip', 'w') as z:
          for n in range(300): z.writestr(f'm{n}.py', '')
      """, "holds more than 200 source files"
    ),
    (
      "sparse file",
      "open('m.py', 'w').truncate(1 << 40); os.system('tar --sparse -cf alice.tar m.py'); os.remove('m.py')",
      "unpacks to more than 8 MiB of source files"
    ),
    ("large archive", "open('alice.zip', 'wb').truncate(40 << 20)", "is an archive of more than 32 MiB"),
  ]

  @Test("An archive that attacks is rejected, and nothing is written beside it", arguments: attacks.indices)
  func rejects(attack: Int) async throws {
    let attack = Self.attacks[attack]
    try await make(attack.script)
    let reason = try await sandbox.rejection("alice")
    #expect(reason?.contains(attack.reason) == true, "\(attack.name): \(reason ?? "taken")")
    let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.path)
    #expect(!files.contains("escaped.py"))
  }

  @Test("Links, pipes and devices in an archive are left out")
  func leavesOutSpecialFiles() async throws {
    try await make(
      """
      with tarfile.open('alice.tar', 'w') as t:
          entry(t, 'main.py')
          entry(t, 'again.py', b'', type=tarfile.LNKTYPE, linkname='main.py')
          entry(t, 'link.py', b'', type=tarfile.SYMTYPE, linkname='/etc/passwd')
          entry(t, 'pipe.py', b'', type=tarfile.FIFOTYPE)
          entry(t, 'other.py')
      """)
    let taken = try await sandbox.take("alice")
    #expect(taken.names == ["other.py"])
    #expect(
      taken.leftOut == [
        "again.py is a hard link to another file", "link.py is a symbolic link",
        "main.py is a hard link to another file", "pipe.py is neither a file nor a folder",
      ])
  }

  @Test("Files too deep are not unpacked, and folders without rights do not stay behind")
  func deepAndClosed() async throws {
    try await make(
      """
      with tarfile.open('alice.tar', 'w') as t:
          entry(t, 'main.py')
          entry(t, '/'.join('abcdefghijklmnop') + '/deep.py')
          entry(t, 'closed.py', b'', type=tarfile.DIRTYPE, mode=0)
          entry(t, 'closed.py/inside.py', mode=0)
      """)
    #expect(try await sandbox.take("alice").names == ["closed.py/inside.py", "main.py"])
  }

  @Test("A name that is not UTF-8 keeps no one from being judged, unless it is a source file's")
  func foreignNames() async throws {
    try await make(
      """
      with tarfile.open('alice.tar', 'w', encoding='latin-1', format=tarfile.GNU_FORMAT) as t:
          entry(t, 'd\\xe4/main.py')
          entry(t, 'd\\xe4/\\x1b[31m.txt')
      with tarfile.open('bob.tar', 'w', encoding='latin-1', format=tarfile.GNU_FORMAT) as t:
          entry(t, 'main.py')
          entry(t, '\\x1b[31m.py')
      """)
    let finder = ModuleFinder(lesson: "01-blocking", layouts: [.fastapi], isOnlyLesson: true)
    let module = try await finder.modules(in: sandbox.take("alice"))[.fastapi]
    #expect(module?.files.keys.sorted() == ["main.py"])
    let taken = try await sandbox.take("bob")
    #expect(throws: IntakeRejection.self) { try finder.modules(in: taken) }
  }
}

import Base
import Commands
import Testing

/// The names of files as `diff` writes them.
@Suite(.timeLimit(.minutes(10)))
struct DiffHeaderTests {
  @Test(
    "A name comes without quotes, escapes and dates",
    arguments: [
      ("+++ /a/main.py\t2026-01-01 10:00:00", "/a/main.py"), ("+++ /a b/main.py\t2026", "/a b/main.py"),
      (#"+++ "/pr\303\274fung/main.py"\#t2026"#, "/prüfung/main.py"),
      (#"+++ "/a\tb\n\"c\"\\d.py"\#t2026"#, "/a\tb\n\"c\"\\d.py"),
      (#"+++ "/caf\351/1""#, String(keeping: Array("/caf".utf8) + [0xe9] + Array("/1".utf8))), ("+++ ", ""),
      (#"+++ "/a\4"#, "/a4"),
    ])
  func readsNames(line: String, path: String) {
    #expect(DiffHeader(line[...], mark: "+++ ")?.path == path)
  }

  @Test("Another line is not a header", arguments: ["--- /a", " +++ /a", "+++/a", ""])
  func rejects(line: String) {
    #expect(DiffHeader(line[...], mark: "+++ ") == nil)
  }
}

import Base
import Foundation
import Testing

/// Words that are pasted into a shell.
@Suite(.timeLimit(.minutes(10)))
struct ShellWordTests {
  @Test(
    "A plain word stays as it is",
    arguments: ["a", "/tmp/it-is_here.py", "--track=swift", "user@host:1,2", "100%", "a+b"])
  func leavesPlainWords(word: String) {
    #expect(ShellWord.quoted(word) == word)
  }

  @Test(
    "What a shell would read otherwise is put in quotes",
    arguments: [
      ("", "''"), ("a b", "'a b'"), ("$HOME", "'$HOME'"), ("it's", #"'it'\''s'"#),
      ("a\nb", #""$(printf %b 'a\0012b')""#), ("ö", "'ö'"),
      (String(keeping: Array("caf".utf8) + [0xe9]), #""$(printf %b 'caf\0351')""#),
      ("~", "'~'"), ("a;b", "'a;b'"), ("'", #"''\'''"#),
    ])
  func quotesOthers(word: String, quoted: String) {
    #expect(ShellWord.quoted(word) == quoted)
  }

  @Test("A shell reads the word back")
  func comesBack() throws {
    for word in [
      "", "it's", "a  b\n\"c\" \\ `d` $(e) $f", "~/*", "ö € 🙂", "#x", "!y", "a\u{1b}'b\\c%d\r", "\u{1}\n0", "a\n",
    ] {
      let shell = Process()
      let output = Pipe()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "printf %s \(ShellWord.quoted(word))"]
      shell.standardOutput = output
      try shell.run()
      let printed = output.fileHandleForReading.readDataToEndOfFile()
      shell.waitUntilExit()
      #expect(String(decoding: printed, as: UTF8.self) == word)
    }
  }
}

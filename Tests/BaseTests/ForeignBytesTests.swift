import Base
import Testing

/// Text that carries bytes that are not UTF-8.
@Suite(.timeLimit(.minutes(10)))
struct ForeignBytesTests {
  @Test(
    "Any bytes come back unchanged, and only those that are not UTF-8 are foreign",
    arguments: [
      (Array("main.py".utf8), false), ([], false), (Array("prüfung 🙂\n".utf8), false),
      (Array("caf".utf8) + [0xe9], true), ([0xff, 0xfe, 0x41, 0], true), (Array("ü".utf8).dropLast() + [0x2f], true),
      // Half a surrogate pair, an overlong slash, and a genuine character of those that stand for bytes.
      ([0xed, 0xa0, 0x80], true), ([0xc0, 0xaf], true), (Array("\u{10fffd}".utf8), true),
      (Array(0...255), true),
    ] as [([UInt8], Bool)])
  func keepsBytes(bytes: [UInt8], isForeign: Bool) {
    let text = String(keeping: bytes)
    #expect(text.keptBytes == bytes)
    #expect(text.hasForeignBytes == isForeign)
  }

  @Test("Other bytes stay readable beside foreign ones, and those are shown as replacement characters")
  func staysReadable() {
    let text = String(keeping: Array("/tmp/é".utf8) + [0xe9] + Array("/main.py".utf8))
    #expect(text.hasPrefix("/tmp/é") && text.hasSuffix("/main.py"))
    #expect(text.harmless == "/tmp/é\u{fffd}/main.py")
  }
}

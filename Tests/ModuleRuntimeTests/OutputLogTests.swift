import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OutputLogTests {
  private func log(_ text: String) -> OutputLog {
    let log = OutputLog()
    log.append(Array(text.utf8))
    return log
  }

  @Test("Short output is kept whole")
  func keepsShort() {
    let log = log("one\ntwo\n")
    log.append(Array("three".utf8))
    #expect(log.text == "one\ntwo\nthree")
    #expect(log.lastLines(2) == ["two", "three"])
  }

  @Test("Of long output the beginning and the end are kept, and the missing part is counted")
  func boundsLong() {
    let log = OutputLog()
    log.append(Array("begin".utf8))
    for _ in 0..<2_000 { log.append(Array(repeating: UInt8(ascii: "x"), count: 1_000)) }
    log.append(Array("end".utf8))
    #expect(log.count == 2_000_008)
    #expect(log.text.hasPrefix("beginxxx"))
    #expect(log.text.hasSuffix("xxxend"))
    #expect(log.text.contains("[\(2_000_008 - 2 * 64 * 1024) bytes left out]"))
    #expect(log.text.utf8.count < 140_000)
  }

  @Test("Output since a mark is the part of it that was kept")
  func readsSince() {
    let log = log("one\n")
    let mark = log.count
    log.append(Array("two\n".utf8))
    #expect(log.text(since: mark) == "two\n")
    #expect(log.text(since: log.count) == "")
    for _ in 0..<200 { log.append(Array(repeating: UInt8(ascii: "x"), count: 1_000)) }
    let late = log.count
    log.append(Array("end".utf8))
    #expect(log.text(since: late) == "end")
    #expect(log.text(since: mark).hasPrefix("two\nxxx"))
    #expect(log.text(since: mark).contains("bytes left out]\nxxx"))
    #expect(log.text(since: late - 100_000).hasPrefix("\n[34467 bytes left out]\nxxx"))
  }

  @Test("Bytes that would control a terminal, or are not text, are replaced")
  func isHarmless() {
    #expect(log("a\u{1B}[31mb\u{7}\u{9B}c\u{202E}d\te").text == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c\u{FFFD}d\te")
    let binary = OutputLog()
    binary.append([0xff, 0x41, 0x00])
    #expect(binary.text == "\u{FFFD}A\u{FFFD}")
  }

  @Test("Blank lines do not count as last lines")
  func skipsBlanks() {
    #expect(log("a\r\n\n  \nb\n\n").lastLines(12) == ["a", "b"])
  }
}

import Files
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LineSplitterTests {
  private func split(_ input: [UInt8], every size: Int, limit: Int = .max) -> (lines: [String], rest: String?) {
    var splitter = LineSplitter(limit: limit)
    var lines: [String] = []
    for start in stride(from: 0, to: input.count, by: size) {
      lines += splitter.split(Array(input[start..<min(start + size, input.count)]))
    }
    return (lines, splitter.takeRest())
  }

  @Test("Lines of any length are found wherever the bytes are split", arguments: [1, 3, 65_536])
  func splitsAnywhere(size: Int) {
    let long = String(repeating: "x", count: 100_000)
    let seen = split(Array("one\n\n\(long)\né".utf8) + [0xff], every: size)
    #expect(seen.lines == ["one", "", long])
    #expect(seen.rest == "é\u{FFFD}")
  }

  @Test("After the last newline, nothing is left")
  func takesRestOnce() {
    var splitter = LineSplitter()
    #expect(splitter.split(Array("one\n".utf8)) == ["one"])
    #expect(splitter.takeRest() == nil)
    #expect(splitter.split(Array("two".utf8)) == [])
    #expect(splitter.takeRest() == "two")
    #expect(splitter.takeRest() == nil)
  }

  @Test("A line without end is split once it is longer than the limit")
  func limitsLines() {
    let seen = split(Array("abcdefgh\ni".utf8), every: 3, limit: 5)
    #expect(seen.lines == ["abcdef", "gh"])
    #expect(seen.rest == "i")
  }
}

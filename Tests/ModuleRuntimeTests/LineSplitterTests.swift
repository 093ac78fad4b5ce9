import ModuleRuntime
import Testing

/// Bytes that come in pieces, cut into lines.
struct LineSplitterTests {
  @Test("An unfinished line waits for its end, even in the middle of a character")
  func waits() {
    var lines = LineSplitter()
    let bytes = Array("one\ntwö\n".utf8)
    #expect(lines.split(Array(bytes[..<7])) == ["one"])
    #expect(lines.split(Array(bytes[7...])) == ["twö"])
    #expect(lines.takeRest() == nil)
  }

  @Test("Several lines come at once, empty ones too, and the rest can be taken")
  func splits() {
    var lines = LineSplitter()
    #expect(lines.split(Array("a\n\nb\nc".utf8)) == ["a", "", "b"])
    #expect(lines.takeRest() == "c")
    #expect(lines.takeRest() == nil)
    #expect(lines.split(Array("d\n".utf8)) == ["d"])
  }

  @Test("No bytes are no line")
  func takesNothing() {
    var lines = LineSplitter()
    #expect(lines.split([]) == [])
    #expect(lines.takeRest() == nil)
  }

  @Test("A line without end is cut after 64 KiB")
  func cuts() {
    var lines = LineSplitter()
    let limit = 64 * 1024
    #expect(lines.split(Array(repeating: UInt8(ascii: "x"), count: limit)) == [])
    #expect(lines.split([UInt8(ascii: "y")]).map(\.utf8.count) == [limit + 1])
    #expect(lines.takeRest() == nil)
  }
}

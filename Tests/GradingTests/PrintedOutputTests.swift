import Grading
import Testing

@Suite("What the processes of a module printed", .timeLimit(.minutes(10)))
struct PrintedOutputTests {
  private func output(_ texts: [String]) -> (length: Int?, text: String?) {
    var printed = PrintedOutput()
    for text in texts { printed.add(length: text.utf8.count, text: text) }
    return (printed.output?.length, printed.output?.text)
  }

  @Test("What a process repeats is there once, and counts as often as it was printed")
  func isThereOnce() {
    #expect(output([]) == (nil, nil))
    #expect(output(["a\nb\n", "a\nb\n", "a\n", ""]) == (10, "a\nb\n"))
    #expect(output(["a\n", "b\n"]) == (4, "a\n\n[the module was started again]\nb\n"))
  }

  @Test("Of long output, the head and the tail are there")
  func isCut() throws {
    let text = try #require(output(["head" + String(repeating: "x", count: 100_000) + "tail"]).text)
    #expect(text.hasPrefix("headx") && text.hasSuffix("xtail"))
    #expect(text.utf8.count < 40_000)
  }
}

import Presentation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct StyleTests {
  @Test(
    "Colour: a choice beats NO_COLOR, which beats FORCE_COLOR, which beats what the stream is",
    arguments: [
      (["NO_COLOR": "1"], true, Style.ColorChoice.always, true),
      (["FORCE_COLOR": "1"], true, .never, false),
      (["NO_COLOR": "1", "FORCE_COLOR": "1"], true, .auto, false),
      (["FORCE_COLOR": "1"], false, .auto, true),
      (["CLICOLOR_FORCE": "1", "TERM": "dumb"], false, .auto, true),
      (["NO_COLOR": ""], true, .auto, true),
      ([:], true, .auto, true),
      ([:], false, .auto, false),
      (["TERM": "dumb"], true, .auto, false),
    ])
  func choosesColor(environment: [String: String], isTerminal: Bool, choice: Style.ColorChoice, expected: Bool) {
    #expect(Style(environment: environment, isTerminal: isTerminal, color: choice).hasColor == expected)
  }

  @Test(
    "Characters beyond ASCII appear only where the locale has them",
    arguments: [
      (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "C"], false), ([:], false),
      (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "C.UTF-8"], true),
    ])
  func mindsLocale(environment: [String: String], expected: Bool) {
    #expect(Style(environment: environment, isTerminal: true).hasUnicode == expected)
  }

  @Test("Plain text is chosen or requested by ACCESSIBLE, and has no colour unless that is chosen too")
  func isPlain() {
    #expect(Style(environment: ["ACCESSIBLE": "1"], isTerminal: true).isPlain)
    #expect(!Style(environment: ["ACCESSIBLE": "1"], isTerminal: true).hasColor)
    #expect(!Style(environment: [:], isTerminal: true, isPlain: true).hasColor)
    #expect(Style(environment: [:], isTerminal: true, color: .always, isPlain: true).hasColor)
    #expect(!Style(environment: ["ACCESSIBLE": ""], isTerminal: true).isPlain)
  }

  @Test("The width is the terminal's, between 20 and 200 columns")
  func hasWidth() {
    #expect(Style(environment: [:], isTerminal: true, columns: 72).width == 72)
    #expect(Style(environment: [:], isTerminal: true, columns: 5).width == 20)
    #expect(Style(environment: [:], isTerminal: true, columns: 300).width == 200)
    #expect(Style(environment: ["COLUMNS": "40"], isTerminal: true, columns: 72).width == 40)
    #expect(Style(environment: [:], isTerminal: false).width == 80)
    #expect(Style(environment: [:], isTerminal: true, columns: 200).textWidth == 100)
  }

  @Test("Without colour nothing is painted")
  func paints() {
    #expect(Style(hasColor: false, hasUnicode: true).paint("a", .red) == "a")
    #expect(Style(hasColor: true, hasUnicode: true).paint("a", .red) == "\u{1B}[31ma\u{1B}[0m")
  }
}

@Suite(.timeLimit(.minutes(10)))
struct TextWrapTests {
  @Test("Words move to the next line, with the indent, and are never cut")
  func wraps() {
    #expect(TextWrap.wrap("one two three", width: 11, indent: 2) == "  one two\n  three")
    #expect(TextWrap.wrap("incomprehensible", width: 8, indent: 1) == " incomprehensible")
    #expect(TextWrap.wrap("a\n\nb", width: 20, indent: 1) == " a\n\n b")
  }

  @Test("A command in backquotes is never cut")
  func keepsCommands() {
    #expect(TextWrap.wrap("now type `start 01` or so", width: 14, indent: 0) == "now type\n`start 01` or\nso")
  }

  @Test("Colours take no width")
  func ignoresColours() {
    let red = "\u{1B}[31mone\u{1B}[0m"
    #expect(TextWrap.wrap("\(red) two three", width: 7, indent: 0) == "\(red) two\nthree")
  }

  @Test("Lines that begin with a blank are a log, and are not wrapped")
  func keepsLogs() {
    #expect(TextWrap.wrap("  one two three", width: 8, indent: 1) == "   one two three")
  }
}

extension String {
  /// The text with a replacement character for everything that could control the terminal, such as an escape sequence.
  package var harmless: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isControl = scalar.value < 32 && scalar != "\n" && scalar != "\t" || (0x7f...0x9f).contains(scalar.value)
      let isBidirectional = (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      // Many readers of lines end one there, such as Python's `splitlines`.
      let endsLine = scalar.value == 0x2028 || scalar.value == 0x2029
      let isShown = !isControl && !isBidirectional && !endsLine && !scalar.isForeignByte
      if scalar != "\r" { text.append(isShown ? scalar : "\u{FFFD}") }
    }
    return String(text)
  }
}

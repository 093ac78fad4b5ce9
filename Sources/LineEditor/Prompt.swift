/// A prompt in the form that libedit expects: characters without width are between two marks.
package struct Prompt: Equatable {
  static let mark: Unicode.Scalar = "\u{1}"

  /// The visible characters.
  package let visible: [Unicode.Scalar]
  /// All characters, with the marks around control sequences.
  package let marked: [Unicode.Scalar]

  /// Merges adjacent control sequences into one run, because libedit mixes up adjacent marked runs, and adds a space after
  /// a run at the end, because libedit would drop it.
  package init(_ text: String) {
    var (visible, marked, run) = ([Unicode.Scalar](), [Unicode.Scalar](), [Unicode.Scalar]())
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.first {
      let length = Self.sequenceLength(rest)
      if length > 0 {
        run += rest.prefix(length)
        rest = rest.dropFirst(length)
        continue
      }
      rest = rest.dropFirst()
      guard scalar.value >= 32, scalar.value != 127 else { continue }
      if !run.isEmpty { marked += [Self.mark] + run + [Self.mark] }
      run = []
      visible.append(scalar)
      marked.append(scalar)
    }
    if !run.isEmpty {
      visible.append(" ")
      marked += [Self.mark] + run + [Self.mark, " "]
    }
    self.visible = visible
    self.marked = marked
  }

  /// The length of the control sequence at the start of `text` (ESC [ parameters letter); 0 if there is none.
  private static func sequenceLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    guard text.first == "\u{1B}" else { return 0 }
    guard text.dropFirst().first == "[" else { return min(text.count, 2) }
    let body = text.dropFirst(2).prefix { (0x20...0x3f).contains($0.value) }
    return min(text.count, 2 + body.count + 1)
  }
}

/// What this is, in a sentence or two.
package struct Greeting {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package var text: String {
    let words = style.wrap(
      "pitfall teaches the pitfalls of asynchronous servers on real ones. You repair a broken server in your own "
        + "editor; pitfall starts it, measures it from outside, and says what holds.")
    return style.paint("pitfall", .bold) + words.dropFirst("pitfall".count)
  }
}

/// What pitfall is, in two sentences.
package struct Greeting {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package var text: String {
    style.paint("pitfall", .bold) + "\n\n"
      + style.wrap(
        "Learn what goes wrong in asynchronous servers by fixing real ones. You edit a broken server; pitfall runs it, "
          + "measures it from the outside, and tells you which checks pass.")
  }
}

/// Where a command's words go: the streams of a shell, or the workbench.
package protocol Console: Sendable {
  /// How text may look there now; a terminal's width changes.
  var style: Style { get }

  /// A result.
  func print(_ text: String)

  /// Something to know beside the results.
  func note(_ text: String)

  /// What is going on; nil when nothing is any more.
  func progress(_ text: String?)

  /// A text to be read: a screen at a time where somebody can ask for the next one; one that is offered waits for that.
  func show(_ text: ReadingText, isOffered: Bool)

  /// What keeps results from being written, the first time that it is asked for; nil when nothing does.
  func takeFailure() -> String?

  /// Whether another program, such as an editor, can have the terminal for a while.
  var canLendTerminal: Bool { get }
  func lendTerminal(_ work: @Sendable () async throws -> Void) async throws
}

extension Console {
  package func takeFailure() -> String? { nil }

  /// Prints prose, wrapped.
  package func say(_ text: String) {
    print(style.wrap(text))
  }

  package func show(_ text: ReadingText) {
    show(text, isOffered: false)
  }
}

/// Where a command prints: the streams of a shell, or the workbench.
package protocol Console: Sendable {
  /// How text may look there; it changes with the terminal's width.
  var style: Style { get }

  /// A result.
  func print(_ text: String)

  /// Information that is not a result.
  func note(_ text: String)

  /// What the command is doing; nil when it has finished doing that.
  func progress(_ text: String?)

  /// A text to read, one screen at a time where a person can ask for the next one; an offered text waits for the first
  /// such request.
  func show(_ text: ReadingText, isOffered: Bool)

  /// Why results could not be written since the last call; nil if they could.
  func takeFailure() -> WriteFailure?

  /// Whether another program, such as an editor, can use the terminal for a while.
  var canLendTerminal: Bool { get }
  func lendTerminal(_ work: @Sendable () async throws -> Void) async throws
}

extension Console {
  package func takeFailure() -> WriteFailure? { nil }

  /// Prints prose, wrapped.
  package func say(_ text: String) {
    print(style.wrap(text))
  }

  package func show(_ text: ReadingText) {
    show(text, isOffered: false)
  }
}

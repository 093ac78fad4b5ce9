package import Report

/// Of what the processes of a module printed, the head and the tail.
package struct PrintedOutput: Sendable {
  /// In Unicode scalars, of the head and of the tail. A module can be started often, and a result is one line.
  private static let limit = 16 * 1024

  private var length = 0
  private var text: String?
  /// What the last process printed.
  private var last = ""

  package init() {}

  /// Nil when no process has ended yet.
  package var output: GradeEvidence.Output? { text.map { GradeEvidence.Output(length: length, text: $0) } }

  /// `text` is what the next process printed, already made harmless; `length` is in bytes.
  package mutating func add(length: Int, text new: String) {
    self.length += length
    // Of a module that does not start, several processes say the same, and some are ended before they have said it all.
    guard text == nil || !last.hasPrefix(new) else { return }
    last = new
    let whole = text.map { $0 + "\n[the module was started again]\n" + new } ?? new
    let scalars = whole.unicodeScalars
    guard scalars.count > 2 * Self.limit else { return text = whole }
    text = String(scalars.prefix(Self.limit)) + "\n[some of it was left out]\n" + String(scalars.suffix(Self.limit))
  }
}

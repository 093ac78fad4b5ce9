/// An exception or error that a module raised, as far as its log or its library tells.
package struct RaisedException: Sendable, Equatable {
  /// The last of the module's own places on the way to where it was raised.
  package let place: Place?
  /// As it is written in the log, such as "httpx.ConnectError"; nil where the track's log has no types.
  package let type: String?
  package let message: String
  /// The lines of the log about it, without those of other people's code.
  package let lines: [String]

  package struct Place: Sendable, Equatable, CustomStringConvertible {
    /// The file's name, without its folder.
    package let file: String
    package let line: Int

    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    package var description: String { "\(file):\(line)" }
  }

  package init(place: Place?, type: String?, message: String, lines: [String] = []) {
    self.place = place
    self.type = type
    self.message = message
    self.lines = lines
  }

  private static let longestMessage = 160

  /// What happened, in a sentence; nil when no place in the module is known.
  package var sentence: String? {
    guard let place else { return nil }
    let firstLine = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let text =
      firstLine.count > Self.longestMessage ? "\(firstLine.prefix(Self.longestMessage))…" : firstLine
    let end = text.last.map { ".!?…".contains($0) } ?? false ? "" : "."
    guard let type else { return "The route at \(place) threw an error: \(text)\(end)" }
    return text.isEmpty ? "\(place) raised \(type)." : "\(place) raised \(type): \(text)\(end)"
  }
}

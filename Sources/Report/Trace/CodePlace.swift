/// A line of code that an instrument found, and what stands there.
package struct CodePlace: Sendable, Hashable, Encodable {
  /// Relative to the module's folder if it lies there, otherwise from the library's name on.
  package let file: String
  package let line: Int
  package let function: String
  /// The text of that line, without its indentation; nil when it is not one of the module's files.
  package let text: String?
  package var isOwn: Bool { text != nil }

  private enum CodingKeys: String, CodingKey {
    case file, line, function, text
  }

  package init(file: String, line: Int, function: String, text: String? = nil) {
    self.file = file
    self.line = line
    self.function = function
    self.text = text
  }
}

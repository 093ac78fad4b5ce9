/// A line of a file, counted from 1.
package struct SourceLine: Sendable, Hashable, CustomStringConvertible {
  package let file: String
  package let line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  package var description: String { "\(file):\(line)" }
}

/// A value with the source line on which it stands.
package struct Located<Value: Sendable>: Sendable {
  package let value: Value
  package let place: SourceLine

  package init(value: Value, place: SourceLine) {
    self.value = value
    self.place = place
  }
}

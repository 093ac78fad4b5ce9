package import Base

/// Something wrong in a lesson's files, with the file and line.
package struct ManifestError: Equatable, ToldError {
  package let message: String
  package let place: SourceLine

  package init(_ message: String, at place: SourceLine) {
    self.message = message
    self.place = place
  }

  package var description: String { "\(place): \(message)" }
}

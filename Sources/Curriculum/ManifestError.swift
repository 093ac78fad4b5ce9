/// What is wrong with a lesson's files, and where.
package struct ManifestError: Error, Equatable, CustomStringConvertible {
  package let message: String
  package let place: Place

  package init(_ message: String, at place: Place) {
    self.message = message
    self.place = place
  }

  package var description: String { "\(place): \(message)" }
}

/// Why nothing of a submission is taken, in a clause whose subject is the submission: "holds more than 200 files".
package struct IntakeRejection: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

internal import Base

/// Something that pitfall needs is not installed or not built.
package struct MissingRequirement: Equatable, ToldError {
  package var exitCode: Int32 { 69 }
  package let what: String
  package let next: String

  package init(what: String, next: String) {
    self.what = what
    self.next = next
  }

  package var description: String { "\(what) \(next)" }
}

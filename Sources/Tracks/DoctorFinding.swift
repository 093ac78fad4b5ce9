/// Whether this machine has one of the things that pitfall needs.
package struct DoctorFinding: Sendable, Codable {
  package enum State: String, Sendable, Codable {
    case ok
    /// Something works less well, or only one track.
    case limited
    case missing
  }

  package let name: String
  package let state: State
  package let found: String
  /// What to do about it; empty when nothing is wrong.
  package let fix: String

  package init(_ name: String, _ state: State, _ found: String, fix: String = "") {
    self.name = name
    self.state = state
    self.found = found
    self.fix = fix
  }
}

package import Base

/// One thing that a lesson requires of a module, with the probe that measures it.
package struct Check: Sendable {
  package let id: String
  package let title: String
  /// False for a bonus, which is never needed to pass.
  package let isRequired: Bool
  /// What it adds to the score when it passes.
  package let points: Int
  package let tracks: Set<Track>
  package let probe: Located<String>
  package let parameters: ManifestNode
  /// The checks whose traffic this one watches instead of creating its own.
  package let during: [String]
  /// True when it runs on a process of its own, in parallel with the other checks, because it takes seconds.
  package let isAlongside: Bool
  /// One next step for a learner whose module fails.
  package let next: String

  package init(
    id: String, title: String, isRequired: Bool, points: Int, tracks: Set<Track>, probe: Located<String>,
    parameters: ManifestNode, during: [String], isAlongside: Bool = false,
    next: String
  ) {
    self.id = id
    self.title = title
    self.isRequired = isRequired
    self.points = points
    self.tracks = tracks
    self.probe = probe
    self.parameters = parameters
    self.during = during
    self.isAlongside = isAlongside
    self.next = next
  }
}

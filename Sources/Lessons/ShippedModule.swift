package import Base

/// A module that ships with a lesson, and the result that judging it must have.
package struct ShippedModule: Sendable {
  package typealias Kind = ModuleKind

  package let kind: Kind
  /// "broken", or the name that the manifest gives it.
  package let name: String
  package let layout: TrackLayout
  package let path: String
  /// The checks that it must fail, and no others.
  package let fails: Set<String>
  /// Why a decoy is wrong, or when to choose a fix.
  package let note: String

  package var track: Track { layout.track }

  package init(kind: Kind, name: String, layout: TrackLayout, path: String, fails: Set<String>, note: String) {
    self.kind = kind
    self.name = name
    self.layout = layout
    self.path = path
    self.fails = fails
    self.note = note
  }
}

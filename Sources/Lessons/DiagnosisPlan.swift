package import Base

/// The instrument that `diagnose` uses for a lesson.
package struct DiagnosisPlan: Sendable {
  package let instrument: Located<String>
  package let parameters: ManifestNode

  package init(instrument: Located<String>, parameters: ManifestNode) {
    self.instrument = instrument
    self.parameters = parameters
  }
}

package import Base

/// The instrument that `diagnose` uses for a lesson.
package struct DiagnosisPlan: Sendable {
  package let instrument: Located<String>
  package let parameters: ManifestNode
  /// The path of a pytest file that `diagnose --write-test` puts beside a FastAPI module; nil for none.
  package let test: String?

  package init(instrument: Located<String>, parameters: ManifestNode, test: String? = nil) {
    self.instrument = instrument
    self.parameters = parameters
    self.test = test
  }
}

package import Curriculum

/// One kind of measurement: it decodes its own parameters, works from outside the module, and judges nothing.
package protocol Probe: Sendable {
  associatedtype Measurement: Sendable

  /// Throws `ManifestError` for parameters that it does not know.
  init(parameters: ManifestNode) throws

  func measure(_ bench: Bench) async throws -> Measurement
}

package import Bench
package import Lessons

/// One kind of measurement: it decodes its own parameters, works from outside the module, and judges nothing.
package protocol Probe: Sendable {
  associatedtype Measurement: Sendable

  /// Throws `ManifestError` for parameters that it does not know.
  init(parameters: ManifestNode) throws
}

/// A probe that sends requests of its own.
package protocol TrafficProbe: Probe {
  func measure(_ bench: Bench) async throws -> Measurement
}

/// A probe that reads what was recorded of the module's loop while other checks sent theirs.
package protocol RecordingProbe: Probe {
  func measure(_ recordings: [LoopRecording]) -> Measurement
}

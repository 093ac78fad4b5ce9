package import Bench
package import Lessons

/// One kind of check, which any lesson may use: it decodes its parameters, measures from outside the module, and judges
/// what it measured.
///
/// `judge` is a pure function of the measurement, so that each rule can be tested without a server.
package protocol CheckKind: Sendable {
  associatedtype Measurement: Sendable

  /// The kind's name in a manifest.
  static var name: String { get }
  /// What it measures, in one sentence.
  static var summary: String { get }
  static var parameters: [Parameter] { get }
  /// The limits of its rule; empty for a check that judges by states and order alone.
  static var thresholds: [Threshold] { get }

  /// What the upstream does while a person tries this check's requests by hand.
  static var upstreamByHand: UpstreamManner { get }

  /// Reads its own fields. Throws `ManifestError`.
  init(_ fields: inout ManifestFields) throws

  func judge(_ measurement: Measurement) -> Finding
}

extension CheckKind {
  package static var thresholds: [Threshold] { [] }
  package static var upstreamByHand: UpstreamManner { .prompt }

  /// Throws `ManifestError` for a parameter that is missing, wrong or unknown.
  package init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the \(Self.name) check")
    try self.init(&fields)
    try fields.end()
  }
}

/// A check that sends requests of its own.
package protocol TrafficCheck: CheckKind {
  func measure(_ bench: Bench) async throws -> Measurement

  /// How many bytes the kernel should keep for a client that does not read; nil when no client of this check is slow.
  static var sendBuffer: Int? { get }

  /// True when the check ends the module, so that its end is no failure.
  static var endsModule: Bool { get }

  /// True when a module that has failed such a check may go on working for clients that have left, so that the next one
  /// needs a module that was started anew.
  static var leavesClients: Bool { get }
}

extension TrafficCheck {
  package static var sendBuffer: Int? { nil }
  package static var endsModule: Bool { false }
  package static var leavesClients: Bool { false }
}

/// A check that reads what was recorded of the module's event loop while other checks sent their requests.
package protocol WatchingCheck: CheckKind {
  func measure(_ recordings: [LoopRecording]) -> Measurement
}

package import Checks

/// The limits of one kind of check.
package struct KindThresholds: Sendable {
  package let kind: String
  package let thresholds: [Threshold]

  package init(_ kind: String, _ thresholds: [Threshold]) {
    self.kind = kind
    self.thresholds = thresholds
  }

  /// Those of all kinds that have any.
  package static let all = CheckRegistry.all.map { KindThresholds($0.name, $0.thresholds) }
    .filter { !$0.thresholds.isEmpty }
}

/// In which way a module is wrong: the required checks that it fails, each with its cause.
package struct FailureSignature: Hashable, Sendable, Codable {
  package struct Failure: Hashable, Sendable, Codable {
    package let check: String
    package let title: String
    /// As in a report, such as "loop.blocked"; nil when the check gives none.
    package let cause: String?

    package init(check: String, title: String, cause: String?) {
      self.check = check
      self.title = title
      self.cause = cause
    }
  }

  /// In the order of the report.
  package let failures: [Failure]

  package init(_ failures: [Failure]) {
    self.failures = failures
  }

  /// Nil for a module that fails nothing, and for one of which something is not known.
  package init?(_ report: Report) {
    let required = report.checks.filter(\.required)
    let failed = required.filter { $0.verdict == .fail }
    guard !failed.isEmpty, !required.contains(where: { $0.verdict == .inconclusive }) else { return nil }
    failures = failed.map { Failure(check: $0.id, title: $0.title, cause: $0.cause) }
  }

  package var checks: Set<String> { Set(failures.map(\.check)) }

  package init(from decoder: any Decoder) throws {
    failures = try decoder.singleValueContainer().decode([Failure].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(failures)
  }
}

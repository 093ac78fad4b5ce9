package import Lessons

/// Every kind of check that a lesson's manifest can name.
package enum CheckRegistry {
  package static let all: [any CheckKind.Type] = [
    ContractCheck.self,
    CORSCheck.self,
    CountCheck.self,
    EchoCheck.self,
    ExitsCheck.self,
    FaultCheck.self,
    FeedCheck.self,
    FreshCheck.self,
    GrowthCheck.self,
    IsolationCheck.self,
    KeysetCheck.self,
    LoopCheck.self,
    OnceCheck.self,
    OrderCheck.self,
    PageCheck.self,
    PassThroughCheck.self,
    PatienceCheck.self,
    QuietCheck.self,
    RefusalCheck.self,
    RendezvousCheck.self,
    RequestIDCheck.self,
    ResponsiveCheck.self,
    SchemaCheck.self,
    SlowReaderCheck.self,
    StopCheck.self,
    StreamCheck.self,
    TruncationCheck.self,
    ValueCheck.self,
    WalkCheck.self,
  ]

  /// The kind that `check` names, with its parameters. Throws `ManifestError` when there is no such kind or the
  /// parameters are wrong.
  package static func make(_ check: Check) throws -> any CheckKind {
    guard let kind = all.first(where: { $0.name == check.probe.value }) else {
      throw ManifestError(
        "there is no check '\(check.probe.value)'; there are \(all.map { $0.name }.sorted().joined(separator: ", "))",
        at: check.probe.place)
    }
    return try kind.init(parameters: check.parameters)
  }
}

package import Probes

/// A probe whose measurements can be judged: the rule is a pure function of what was measured.
package protocol Rule: Probe {
  func judge(_ measurement: Measurement) -> Finding
}

package protocol TrafficRule: Rule, TrafficProbe {}
package protocol RecordingRule: Rule, RecordingProbe {}

/// The probes that a lesson's manifest can name.
package enum Rules {
  package static let all: [String: any Rule.Type] = [
    "contract": ContractProbe.self,
    "fresh": FreshProbe.self,
    "growth": GrowthProbe.self,
    "isolation": IsolationProbe.self,
    "keyset": KeysetProbe.self,
    "loop": LoopProbe.self,
    "order": OrderProbe.self,
    "page": PageProbe.self,
    "refusal": RefusalProbe.self,
    "rendezvous": RendezvousProbe.self,
    "responsive": ResponsiveProbe.self,
    "schema": SchemaProbe.self,
    "value": ValueProbe.self,
    "walk": WalkProbe.self,
  ]
}

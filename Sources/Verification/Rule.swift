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
    "cors": CORSProbe.self,
    "fault": FaultProbe.self,
    "fresh": FreshProbe.self,
    "growth": GrowthProbe.self,
    "isolation": IsolationProbe.self,
    "keyset": KeysetProbe.self,
    "loop": LoopProbe.self,
    "once": OnceProbe.self,
    "order": OrderProbe.self,
    "page": PageProbe.self,
    "pass-through": PassThroughProbe.self,
    "refusal": RefusalProbe.self,
    "rendezvous": RendezvousProbe.self,
    "request-id": RequestIDProbe.self,
    "responsive": ResponsiveProbe.self,
    "schema": SchemaProbe.self,
    "stream": StreamProbe.self,
    "truncation": TruncationProbe.self,
    "value": ValueProbe.self,
    "walk": WalkProbe.self,
  ]
}

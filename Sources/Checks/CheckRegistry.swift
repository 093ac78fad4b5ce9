/// A probe whose measurements can be judged: the rule is a pure function of what was measured.
package protocol Rule: Probe {
  func judge(_ measurement: Measurement) -> Finding
}

package protocol TrafficRule: Rule, TrafficProbe {}
package protocol RecordingRule: Rule, RecordingProbe {}

/// The probes that a lesson's manifest can name.
package enum Rules {
  package static let all: [String: any Rule.Type] = [
    "contract": ContractCheck.self,
    "cors": CORSCheck.self,
    "fault": FaultCheck.self,
    "fresh": FreshCheck.self,
    "growth": GrowthCheck.self,
    "isolation": IsolationCheck.self,
    "keyset": KeysetCheck.self,
    "loop": LoopCheck.self,
    "once": OnceCheck.self,
    "order": OrderCheck.self,
    "page": PageCheck.self,
    "pass-through": PassThroughCheck.self,
    "refusal": RefusalCheck.self,
    "rendezvous": RendezvousCheck.self,
    "request-id": RequestIDCheck.self,
    "responsive": ResponsiveCheck.self,
    "schema": SchemaCheck.self,
    "stream": StreamCheck.self,
    "truncation": TruncationCheck.self,
    "value": ValueCheck.self,
    "walk": WalkCheck.self,
  ]
}

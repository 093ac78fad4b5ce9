package import Report

/// A module that was judged as often as requested.
package struct ProvenModule: Sendable {
  package let subject: ProofSubject
  package let reports: [Report]
  package let outcome: ModuleOutcome

  package init(_ subject: ProofSubject, _ reports: [Report]) {
    self.subject = subject
    self.reports = reports
    outcome = subject.outcome(of: reports)
  }
}

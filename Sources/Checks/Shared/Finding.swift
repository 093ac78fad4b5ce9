package import Report

/// A measurement compared with its rule.
package struct Finding: Sendable, Equatable {
  package let verdict: Verdict
  /// A short stable code of what went wrong; nil for a check that did not fail.
  package let cause: String?
  /// What the rule demands, in a sentence.
  package let expected: String
  /// What was seen, in a sentence.
  package let measured: String
  /// What to do next, when the cause of a failure says more than the check's own advice.
  package let next: String?
  /// Shell commands that show it by hand, for a module that `pitfall run` has started.
  package let reproduce: String
  package let numbers: [String: Measure]
  package let exhibit: Exhibit?
  /// True when a slow machine could have caused the failure; a machine cannot cause what the kernel saw.
  package let dependsOnControl: Bool
  /// True when the module's own log may say why, as after a 500.
  package let isInModuleLog: Bool

  /// `passed` is what was seen when there is no `failure`. `dependsOnControl` is for a check that a slow machine can
  /// make fail in any way, because a correct module may then give up waiting for its upstream.
  package init(
    expected: String, passed: String, failure: Failure?, reproduce: String = "", numbers: [String: Measure] = [:],
    exhibit: Exhibit? = nil, dependsOnControl: Bool = false
  ) {
    verdict = failure == nil ? .pass : .fail
    cause = failure?.cause
    self.expected = expected
    measured = failure?.sentence ?? passed
    next = failure?.next
    self.reproduce = reproduce
    self.numbers = numbers
    self.exhibit = exhibit
    self.dependsOnControl = failure?.isTooLong != true && (dependsOnControl || failure?.mayBeLate ?? false)
    isInModuleLog = failure?.isInLog ?? false
  }

  /// An inconclusive finding; `reason` says what is the matter with this machine.
  package init(
    expected: String, inconclusive reason: String, reproduce: String = "", numbers: [String: Measure] = [:],
    exhibit: Exhibit? = nil
  ) {
    verdict = .inconclusive
    cause = nil
    self.expected = expected
    measured = reason
    next = nil
    self.reproduce = reproduce
    self.numbers = numbers
    self.exhibit = exhibit
    dependsOnControl = false
    isInModuleLog = false
  }
}

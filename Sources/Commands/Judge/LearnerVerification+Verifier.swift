internal import Judging
internal import ModuleRuntime

extension LearnerVerification {
  /// By a verifier of the course's installation, with the strongest isolation of this machine up to `tier`.
  init(_ course: Course, upTo tier: IsolationTier = .namespaces) {
    self.init(course) { [installation = course.installation] module, check, seed, events in
      let isolation = Isolation(try await IsolationProbe(installation).strongest(atMost: tier).tier)
      return try await Verifier(
        module.lesson, track: module.track, only: check, installation: installation, isolation: isolation
      ).verify(module.source, seed: seed, events: events)
    }
  }
}

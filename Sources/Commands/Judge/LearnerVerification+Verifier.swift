internal import Judging

extension LearnerVerification {
  /// By a verifier of the course's installation.
  init(_ course: Course) {
    self.init(course) { [installation = course.installation] module, check, seed, events in
      try await Verifier(module.lesson, track: module.track, only: check, installation: installation)
        .verify(module.source, seed: seed, events: events)
    }
  }
}

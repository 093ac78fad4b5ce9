/// A required check that modules of a class fail.
package struct StoppingCheck: Sendable, Equatable, Codable {
  package let lesson: String
  package let check: String
  package let title: String
  /// Those whose module fails it, in either track.
  package let learners: [String]
  /// The number of learners who sent a module for the lesson that was judged.
  package let of: Int

  package init(lesson: String, check: String, title: String, learners: [String], of: Int) {
    self.lesson = lesson
    self.check = check
    self.title = title
    self.learners = learners
    self.of = of
  }

  static func all(_ lessons: [ClassOverview.Lesson], _ learners: [ClassOverview.Learner]) -> [StoppingCheck] {
    lessons.flatMap { lesson in
      let judged = learners.filter { $0.standings.contains { $0.lesson == lesson.id && $0.isJudged } }
      var figures: [StoppingCheck] = []
      for learner in judged {
        for failure in learner.failures(lesson.id) {
          let index = figures.firstIndex { $0.check == failure.check }
          let before = index.map { figures[$0].learners } ?? []
          guard before.last != learner.name else { continue }
          let figure = StoppingCheck(
            lesson: lesson.id, check: failure.check, title: failure.title, learners: before + [learner.name],
            of: judged.count)
          if let index { figures[index] = figure } else { figures.append(figure) }
        }
      }
      return figures.sorted { ($1.learners.count, $0.check) < ($0.learners.count, $1.check) }
    }
  }
}

extension ClassOverview.Learner {
  fileprivate func failures(_ lesson: String) -> [FailureSignature.Failure] {
    standings.filter { $0.lesson == lesson }.flatMap { $0.signature?.failures ?? [] }
  }
}

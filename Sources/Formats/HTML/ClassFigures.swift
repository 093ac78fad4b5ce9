internal import Base
internal import Report

/// What the results of a class say together.
struct ClassFigures {
  /// A check of a lesson and track, over all submissions that it was run for.
  struct CheckFigure: Equatable {
    let lesson: String
    let title: String
    var failed = 0
    var judged = 0
  }

  struct CauseFigure: Equatable {
    let cause: String
    let check: String
    var submissions: [String] = []
  }

  /// A measurement that a little more or less would have put on the other side of its limit.
  struct NearMiss: Equatable {
    let check: String
    let name: String
    /// The one that is nearest to its limit.
    var nearest: Measure
    /// Nearest first.
    var submissions: [String]
  }

  /// Of the limit: as far as a measurement may be from it to be a near miss.
  static let nearness = 0.1

  let submissions: [GradedSubmission]
  let results: [GradeResult]

  init(_ results: [GradeResult]) {
    submissions = GradedSubmission.all(in: results)
    self.results = submissions.flatMap(\.results)
  }

  var outcomes: [(outcome: GradeResult.Outcome, count: Int)] {
    GradeResult.Outcome.allCases.map { outcome in (outcome, results.count { $0.outcome == outcome }) }
  }

  /// Of each submission that has a grade: its share of the points, 0 to 1, or more with bonus points.
  var shares: [Double] {
    submissions.filter { $0.isGradable && $0.of > 0 }.map { $0.points / $0.of }
  }

  var forReview: [GradeResult] { results.filter { $0.review != nil || !$0.gradable } }

  /// In seconds, of each result.
  var seconds: [Double] { results.map { $0.evidence.durationMilliseconds / 1000 } }

  /// Most failures first. Only gradable results count: the others say nothing about the class.
  var checks: [CheckFigure] {
    var figures: [CheckFigure] = []
    for result in results where result.gradable {
      for test in ResultCase.all(result)
      where test.outcome != nil && (test.status == .passed || test.status == .failed) {
        let index =
          figures.firstIndex { $0.lesson == result.lessonWords && $0.title == test.title }
          ?? { () -> Int in
            figures.append(CheckFigure(lesson: result.lessonWords, title: test.title))
            return figures.count - 1
          }()
        figures[index].judged += 1
        if test.status == .failed { figures[index].failed += 1 }
      }
    }
    return figures.sorted { ($1.failed, $0.lesson, $0.title) < ($0.failed, $1.lesson, $1.title) }
  }

  /// Most common first.
  var causes: [CauseFigure] {
    var figures: [CauseFigure] = []
    for result in results where result.gradable {
      for check in result.report?.checks ?? [] {
        guard let cause = check.cause?.documentLine(80) else { continue }
        let title = check.title.documentLine(120)
        if let index = figures.firstIndex(where: { $0.cause == cause && $0.check == title }) {
          if figures[index].submissions.last != result.submission {
            figures[index].submissions.append(result.submission)
          }
        } else {
          figures.append(CauseFigure(cause: cause, check: title, submissions: [result.submission]))
        }
      }
    }
    return figures.sorted { ($1.submissions.count, $0.cause) < ($0.submissions.count, $1.cause) }
  }

  /// Rarest first: what happens to everyone is how the check is made. Counts are exact, so none of them is near.
  var nearMisses: [NearMiss] {
    var found: [(distance: Double, submission: String, check: String, name: String, measure: Measure)] = []
    for result in results {
      for check in result.report?.checks ?? [] {
        for (name, measure) in check.measurements {
          guard let limit = measure.limit, measure.unit != .count, limit.value != 0, measure.value.isFinite else {
            continue
          }
          let distance = abs(measure.value - limit.value) / abs(limit.value)
          guard distance <= Self.nearness else { continue }
          found.append((distance, result.submission, check.title.documentLine(120), name, measure))
        }
      }
    }
    found.sort { ($0.distance, $0.submission) < ($1.distance, $1.submission) }
    let figures = found.reduce(into: [NearMiss]()) { figures, miss in
      if let index = figures.firstIndex(where: { $0.check == miss.check && $0.name == miss.name }) {
        figures[index].submissions.append(miss.submission)
      } else {
        figures.append(
          NearMiss(check: miss.check, name: miss.name, nearest: miss.measure, submissions: [miss.submission]))
      }
    }
    return figures.sorted { ($0.submissions.count, $0.check, $0.name) < ($1.submissions.count, $1.check, $1.name) }
  }
}

package import Report

/// The results of one submission: the last one by each lesson and track, in the order of the first ones.
package struct GradedSubmission: Sendable, Equatable {
  package let name: String
  package let results: [GradeResult]

  /// The submissions of `results`, in the order in which they first appear there.
  package static func all(in results: [GradeResult]) -> [GradedSubmission] {
    var names: [String] = []
    var groups: [String: [GradeResult]] = [:]
    for result in results {
      if groups[result.submission] == nil { names.append(result.submission) }
      groups[result.submission, default: []].append(result)
    }
    return names.map { GradedSubmission(name: $0, results: last(groups[$0] ?? [])) }
  }

  /// A result replaces the earlier ones by the same lesson and track.
  private static func last(_ results: [GradeResult]) -> [GradeResult] {
    results.reduce(into: []) { kept, result in
      if let index = kept.firstIndex(where: { $0.lesson == result.lesson && $0.track == result.track }) {
        kept[index] = result
      } else {
        kept.append(result)
      }
    }
  }

  package var isGradable: Bool { results.allSatisfy(\.gradable) }
  package var points: Double { results.map(\.score.points).reduce(0, +) }
  package var of: Double { results.map(\.score.of).reduce(0, +) }
}

extension [GradeResult] {
  /// The last result of each submission by each lesson and track.
  var last: [GradeResult] { GradedSubmission.all(in: self).flatMap(\.results) }
}

extension GradeResult {
  /// Such as "01-blocking (fastapi)".
  var lessonWords: String { "\(lesson) (\(track.rawValue))".documentLine() }

  /// What a person should know first, on one line.
  var headline: String {
    guard gradable else { return "\(lessonWords): not graded. \(reason)".documentLine() }
    var words = ["\(lessonWords): \(score.points.shortText) of \(score.of.shortText) points"]
    if score.bonus > 0 { words.append("\(score.bonus.shortText) of them for bonus checks") }
    if score.isLate == true { words.append("submitted late") }
    return (words.joined(separator: ", ") + "." + (problem.map { " " + $0 } ?? "")).documentLine(1_000)
  }

  /// Why it is not gradable.
  var reason: String {
    if let problem { return problem }
    return switch outcome {
    case .inconclusive: "This machine was too busy to tell."
    case .infrastructure: "Something other than the submission failed."
    case .passed, .failed, .rejected: ""
    }
  }

  /// What the module or its compiler printed, and how much of it there was; nil when that is nothing.
  func output(_ length: Int) -> String? {
    guard let output = evidence.output, !output.text.isEmpty else { return nil }
    return "\(output.title(report)) (\(output.length) bytes):\n" + output.text.documentText(length)
  }
}

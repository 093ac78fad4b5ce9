internal import Base
internal import Report

/// Learners by lessons.
struct ClassMatrixPart {
  private let overview: ClassOverview

  init(_ overview: ClassOverview) {
    self.overview = overview
  }

  var html: HTML {
    .section(
      "Who is where", id: "who",
      overview.learners.isEmpty
        ? .tag("p", [:], "No learner's work could be read.")
        : .table(
          caption: "Learners, by lesson; numbers are points at best",
          columns: [("Learner", false)] + overview.lessons.map { ($0.id.documentLine(60), false) },
          rows: overview.learners.map(row), kind: "stack"))
  }

  private func row(_ learner: ClassOverview.Learner) -> [HTML] {
    let tracks = Set(learner.standings.map(\.track)).sorted()
    let sole = tracks.count == 1 ? tracks[0].rawValue.documentLine(30) : ""
    return [
      .all([
        .text(learner.name.documentLine(120)),
        .unless(sole.isEmpty, .all([" ", .tag("small", ["class": "soft"], .text(sole))])),
      ])
    ]
      + overview.lessons.map { lesson in
        let own = learner.standings.filter { $0.lesson == lesson.id }
        if own.count == 1, let standing = own.first { return cell(standing, hasTracks: tracks.count > 1) }
        return .each(own) { .tag("div", [:], cell($0, hasTracks: true)) }
      }
  }

  private func cell(_ standing: Standing, hasTracks: Bool) -> HTML {
    let points = standing.state == .started ? Self.points(standing) : ""
    let help = standing.hasAppliedSolution ? "solution applied" : standing.hasSeenSolution ? "solution seen" : ""
    let words = [points, help, hasTracks ? standing.track.rawValue : ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return .all([
      Self.chip(standing), .unless(words.isEmpty, .all([" ", .tag("small", ["class": "soft"], .text(words))])),
    ])
  }

  static func chip(_ standing: Standing) -> HTML {
    switch standing.state {
    case .passed: .chip("passed", "good")
    case .started: .chip("started", "blue")
    case .skipped: .chip("skipped", "warn")
    }
  }

  static func points(_ standing: Standing) -> String {
    standing.points.flatMap { points in standing.ofPoints.map { "\(points) of \($0)" } } ?? ""
  }
}

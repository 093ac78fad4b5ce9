internal import Base
internal import Report

/// How many learners have passed, started, or skipped each lesson.
struct ClassProgressPart {
  private static let kinds: [(state: Standing.State?, words: String, kind: String)] = [
    (.passed, "passed", "good"), (.started, "started", "blue"), (.skipped, "skipped", "warn"),
    (nil, "not started", "track"),
  ]
  private let overview: ClassOverview

  init(_ overview: ClassOverview) {
    self.overview = overview
  }

  var html: HTML {
    .section(
      "How far the class is", id: "progress",
      .each(overview.lessons.enumerated()) { index, lesson in
        let counts = counts(lesson)
        let rows = zip(Self.kinds, counts).map { kind, count in
          Plot.Row(label: kind.words, value: Double(count), words: String(count), kind: kind.kind)
        }
        let words = zip(Self.kinds, counts).filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words)" }
        return .all([
          .tag("h3", ["class": "lesson"], .text("\(lesson.id): \(lesson.title)".documentLine(120))),
          Plot.parts(rows, title: "Learners by their state in \(lesson.id)", id: "state\(index)"),
          .tag("p", ["class": "note", "style": "margin:.3rem 0 0"], .text(words.joined(separator: ", "))),
        ])
      })
  }

  /// Whoever has started both tracks counts once, by the better one.
  private func counts(_ lesson: ClassOverview.Lesson) -> [Int] {
    let states = overview.learners.map { learner -> Standing.State? in
      let own = learner.standings.filter { $0.lesson == lesson.id }.map(\.state)
      return Standing.State.allCases.first { own.contains($0) }
    }
    return Self.kinds.map { kind in states.count { $0 == kind.state } }
  }
}

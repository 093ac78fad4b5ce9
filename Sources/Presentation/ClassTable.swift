internal import Base
package import Report

/// Where the learners of a class are, and what stops them: tables, or sentences where there is no room for one.
package struct ClassTable {
  /// As many as fit on a screen; the page has all.
  private static let mostChecks = 2
  private static let mostFixes = 5
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(_ overview: ClassOverview) -> String {
    let tracks = overview.tracks.map { track($0, overview) }
    return
      (tracks + [legend(overview), checks(overview), fixes(overview), problems(overview)])
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  // MARK: - Who is where

  private func track(_ track: Track, _ overview: ClassOverview) -> String {
    let learners = overview.learners.filter { learner in learner.standings.contains { $0.track == track } }
    let heading = style.paint("\(track.rawValue): \(learners.count.counted("learner"))", .bold)
    let sentences = learners.map { sentence($0, track, overview) }.joined(separator: "\n")
    // Where there is not room enough for the words, points alone say that a lesson is started.
    let tables = [false, true].lazy.compactMap { table(track, learners, overview, isShort: $0) }
    return heading + "\n" + (style.isPlain ? sentences : tables.first ?? sentences)
  }

  /// Nil when it does not fit the screen.
  private func table(
    _ track: Track, _ learners: [ClassOverview.Learner], _ overview: ClassOverview, isShort: Bool
  ) -> String? {
    let cells = learners.map { learner in
      overview.lessons.map { cell(learner.standing($0.id, track), isShort: isShort) }
    }
    let headings = headings(overview)
    let widths = headings.indices.map { index in
      max(headings[index].count, cells.map { $0[index].text.count }.max() ?? 0) + 1
    }
    let room = style.width - widths.reduce(0, +)
    let names = learners.map { $0.name.excerpt(60) }
    guard room >= min(Self.shortestName, names.map(\.count).max() ?? 0) else { return nil }
    let rows = zip(names, cells).map { [TextTable.Cell(text: style.shortened($0, to: room))] + $1 }
    let columns = [TextTable.Column(title: "learner")] + headings.map { TextTable.Column(title: $0) }
    return TextTable(columns: columns, rows: rows).text(style)
  }

  private static let shortestName = 10

  /// The lessons' numbers, if they tell the lessons apart.
  private func headings(_ overview: ClassOverview) -> [String] {
    let numbers = overview.lessons.map { String($0.id.prefix { $0 != "-" }).excerpt(20) }
    return Set(numbers).count == numbers.count ? numbers : overview.lessons.map { $0.id.excerpt(20) }
  }

  private func cell(_ standing: Standing?, isShort: Bool) -> TextTable.Cell {
    guard let standing else { return TextTable.Cell(text: style.hasUnicode ? "–" : "-", color: .dim) }
    let mark = standing.hadHelp ? "*" : ""
    switch standing.state {
    case .passed: return TextTable.Cell(text: "passed\(mark)", color: .green)
    case .skipped: return TextTable.Cell(text: "skipped\(mark)", color: .yellow)
    case .started:
      let points = standing.points.flatMap { points in standing.ofPoints.map { "\(points)/\($0)" } }
      let words = isShort ? [points ?? "started"] : ["started", points].compactMap { $0 }
      return TextTable.Cell(text: words.joined(separator: " ") + mark)
    }
  }

  private func sentence(_ learner: ClassOverview.Learner, _ track: Track, _ overview: ClassOverview) -> String {
    let parts = overview.lessons.compactMap { lesson -> String? in
      guard let standing = learner.standing(lesson.id, track) else { return nil }
      var words = "\(lesson.id) \(standing.state.rawValue)"
      if standing.state == .started, let points = standing.points, let of = standing.ofPoints {
        words += ", \(points) of \(of) points"
      }
      return words + (standing.hadHelp ? ", with a solution seen" : "")
    }
    return style.wrap("\(learner.name.excerpt(60)): \(parts.joined(separator: "; ")).")
  }

  /// What the table's marks mean, and of how many modules the rest is known.
  private func legend(_ overview: ClassOverview) -> String {
    let all = overview.learners.flatMap(\.standings)
    guard !all.isEmpty else { return "" }
    let judged = all.count(where: \.isJudged)
    let untouched = all.count { $0.module == .unchanged }
    var words = ["\(judged.counted("module")) judged now"]
    if untouched > 0 { words.append("\(untouched) sent unchanged") }
    let help = all.contains(where: \.hadHelp) && !style.isPlain ? " * marks where a solution was seen or applied." : ""
    return style.wrap("Numbers are points at best. \(words.joined(separator: ", ")).\(help)")
  }

  // MARK: - What stops them

  private func checks(_ overview: ClassOverview) -> String {
    let shown = overview.lessons.flatMap { lesson in
      overview.stoppingChecks.filter { $0.lesson == lesson.id }.prefix(Self.mostChecks)
    }
    guard !shown.isEmpty else { return "" }
    let heading = style.paint("Checks that stop most", .bold) + "\n"
    guard !style.isPlain && style.width >= 60 else {
      let sentences = shown.map { "\($0.lesson): \($0.learners.count) of \($0.of), \($0.check), \($0.title)" }
      return heading + sentences.map { style.wrap($0) }.joined(separator: "\n")
    }
    let rows = shown.map { check in
      [check.lesson, "\(check.learners.count) of \(check.of)", check.check, check.title].map {
        TextTable.Cell(text: $0)
      }
    }
    return heading
      + TextTable(
        columns: [
          .init(title: "lesson"), .init(title: "stopped", isNumber: true), .init(title: "check"),
          .init(title: "what it requires", isBreakable: true),
        ], rows: rows
      ).text(style)
  }

  private func fixes(_ overview: ClassOverview) -> String {
    let shown = overview.wrongFixes.prefix(Self.mostFixes).map(fix)
    guard !shown.isEmpty else { return "" }
    let left = overview.wrongFixes.count - shown.count
    let more = left > 0 ? "\nand \(left) more" : ""
    return style.paint("Most common wrong fixes", .bold) + "\n" + shown.joined(separator: "\n") + more
  }

  private func fix(_ fix: WrongFix) -> String {
    let failed = fix.signature.failures.map { failure -> String in
      guard let cause = failure.cause else { return failure.check }
      return cause.hasPrefix(failure.check + ".") ? cause : "\(failure.check) (\(cause))"
    }
    let head = "\(fix.learners.count.counted("learner")), \(fix.lesson) \(fix.track.rawValue): fails "
    return style.wrap(head + failed.joined(separator: ", ")) + "\n"
      + style.wrap("\(fix.likeness)\n\(fix.learners.map { $0.excerpt(40) }.joined(separator: ", "))", indent: 4)
  }

  // MARK: - What could not be used

  private func problems(_ overview: ClassOverview) -> String {
    guard !overview.problems.isEmpty else { return "" }
    return style.paint("Not counted: \(overview.problems.count.counted("problem"))", .yellow) + "\n"
      + overview.problems.map { style.wrap($0.text.excerpt(1_000)) }.joined(separator: "\n")
  }
}

internal import Base
package import Report

/// A report as a picture for slides: one SVG file of 1280×720 that loads nothing. Its colors are attributes and its only
/// font is the viewer's sans serif, because office programs know neither style sheets nor web fonts.
package struct ReportSlide {
  private static let mostChecks = 9

  private let title: String
  private let before: Report?

  /// `before` is the broken module's report, to be drawn beside.
  package init(title: String, before: Report?) {
    self.title = title
    self.before = before
  }

  package func text(_ report: Report) -> String {
    let words = "\(title): \(report.verdict.rawValue), \(report.score.points) of \(report.score.of) points"
    let svg = HTML.tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 1280 720", "width": "1280", "height": "720",
        "role": "img", "font-family": "sans-serif",
      ], .tag("title", [:], .text(words.documentLine())),
      SlideShape.box(0, 0, 1280, 720, SlideColor.paper),
      SlideShape.text(title, x: 60, y: 84, size: 36, room: 940, isBold: true),
      SlideShape.text("\(report.lesson), \(report.track.rawValue)", x: 60, y: 124, size: 22, color: SlideColor.soft),
      verdict(report), checks(report),
      SlideExhibit(x: 690, y: 180, width: 530, height: 480).html(exhibits(report)))
    return svg.document
  }

  private func verdict(_ report: Report) -> HTML {
    let color = SlideColor.of(report.verdict)
    return .all([
      SlideShape.text(
        report.verdict.rawValue.uppercased(), x: 1220, y: 84, size: 36, color: color, isBold: true, anchor: "end"),
      SlideShape.text(
        "\(report.score.points) of \(report.score.of) points", x: 1220, y: 124, size: 22, color: SlideColor.soft,
        anchor: "end"),
    ])
  }

  private func checks(_ report: Report) -> HTML {
    // Where not all have room, what failed is what to show.
    let all = report.checks
    let shown =
      all.count > Self.mostChecks
      ? Array((all.filter { $0.verdict != .pass } + all.filter { $0.verdict == .pass }).prefix(Self.mostChecks - 1))
      : all
    let step = min(480.0 / Double(max(min(all.count, Self.mostChecks), 1)), 88)
    let rows = shown.enumerated().map { index, check -> HTML in
      let y = 180 + Double(index) * step
      return .all([
        SlideShape.mark(check.verdict, x: 60, y: y),
        SlideShape.text(check.title, x: 100, y: y + 18, size: 18, room: 550, isBold: true),
        SlideShape.paragraph(
          check.measured, x: 100, y: y + 40, size: 15, room: 540, most: step < 76 ? 1 : 2, color: SlideColor.soft),
      ])
    }
    let rest =
      shown.count == all.count
      ? HTML.nothing
      : SlideShape.text(
        "and \(all.count - shown.count) more that pass", x: 100, y: 180 + Double(shown.count) * step + 19, size: 18,
        color: SlideColor.soft)
    return .all(rows + [rest])
  }

  /// What the broken module showed, and what the same check shows now.
  private func exhibits(_ report: Report) -> [SlideExhibit.Shown] {
    guard let before, let former = before.mostTelling else {
      let check = report.mostTelling ?? report.checks.first { $0.exhibit != nil }
      return check.flatMap { shown("", $0) }.map { [$0] } ?? []
    }
    let now = report.checks.first { $0.id == former.id }
    return [shown("Before", former), now.flatMap { shown("Now", $0) }].compactMap(\.self)
  }

  private func shown(_ state: String, _ check: CheckOutcome) -> SlideExhibit.Shown? {
    check.picture.map { SlideExhibit.Shown(state: state, exhibit: $0, verdict: check.verdict) }
  }
}

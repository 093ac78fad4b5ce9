internal import Base
internal import Foundation
package import Report

/// A demo whose race is over, as one page to give to a class: all steps, with the numbers of that race.
package enum DemoReportPage {
  /// Every step of `state` is revealed.
  package static func text(_ state: DemoState) -> String {
    let body: HTML = .all([
      .tag(
        "header", ["class": "page"], .tag("p", ["class": "eyebrow"], "pitfall demo"),
        .tag("h1", [:], .text(state.title)), .tag("p", ["class": "lead"], .text(lead(state)))),
      .tag(
        "main", ["id": "main"],
        .section(
          "The \(state.names[0]) server", id: "code", code(state.code, "The code of the \(state.names[0]) server")),
        question(state), race(state),
        .section("What happened", id: "reveal", .tag("p", ["class": "big"], .text(state.reveal ?? ""))),
        .section("The fix", id: "fix", code(state.fix ?? [], "What the fix changes")),
        .section("To take home", id: "rule", .tag("p", ["class": "takeaway"], .text(state.rule ?? "")))),
      PageFrame.footer(footer(state)),
    ])
    return PageFrame.document(title: "\(state.title) · pitfall demo", body)
  }

  private static func lead(_ state: DemoState) -> String {
    let time = state.result?.at.formatted(.iso8601.year().month().day().dateSeparator(.dash)) ?? ""
    return "\(state.lesson), \(state.track.rawValue). Measured on \(time)."
  }

  private static func footer(_ state: DemoState) -> String {
    let lateness = state.result.map { "pitfall's own server was late by \(Int($0.lateness)) ms at most. " } ?? ""
    return "Both servers ran at once, on one machine. \(lateness)This page loads nothing and runs nothing."
  }

  private static func question(_ state: DemoState) -> HTML {
    .section(
      "The question", id: "question", .tag("p", ["class": "big"], .text(state.question)),
      .tag(
        "ol", [:],
        .each(state.choices.enumerated()) { index, choice in
          state.answer == index
            ? .tag("li", [:], .tag("b", ["class": "good-text"], .text("\(choice) ✔")))
            : .tag("li", [:], .text(choice))
        }))
  }

  private static func race(_ state: DemoState) -> HTML {
    let known = state.pictures.compactMap(\.self)
    return .section(
      "The race", id: "race", .tag("p", ["class": "note"], .text(state.caption)),
      state.result.flatMap { $0.outcome.remark(lateness: $0.lateness) }.map {
        .tag("p", ["class": "notice"], .text($0))
      } ?? .nothing,
      .tag(
        "div", ["class": "two"],
        .each(zip(state.names, state.pictures).enumerated()) { index, one in
          let (name, picture) = one
          return .section(
            name.capitalized, id: "server-\(index)",
            picture.map { .all([figures($0), RacePlot.html($0, of: known, name: name, id: "plot-\(index)")]) }
              ?? .nothing)
        }), legend(known))
  }

  private static func figures(_ picture: RacePicture) -> HTML {
    .tag(
      "dl", ["class": "facts"],
      .each(picture.figures) { figure in
        let kind = figure.isBad.map { $0 ? "bad-text mark" : "good-text mark" } ?? ""
        return .all([
          .tag("dt", [:], .text(figure.label)), .tag("dd", ["class": kind], .text(figure.words)),
        ])
      })
  }

  private static func legend(_ pictures: [RacePicture]) -> HTML {
    .unless(
      pictures.allSatisfy { $0.lanes == nil },
      .tag(
        "p", ["class": "note"],
        "Thick red: what the race is there to show. Green: as it should be. Thin: a request that waits for its response."
      ))
  }

  private static func code(_ lines: [DemoState.CodeLine], _ label: String) -> HTML {
    .tag(
      "pre", ["class": "code", "tabindex": "0", "aria-label": label],
      .each(lines) { line in
        let mark =
          switch line.kind {
          case .plain: " "
          case .marked: "▶"
          case .added: "+"
          case .removed: "-"
          }
        let number = line.number.map(String.init) ?? ""
        let padded = String(repeating: " ", count: max(4 - number.count, 0)) + number
        return .tag(
          "span", ["class": "line \(line.kind.rawValue)"], .text("\(padded) \(mark) \(line.text.documentLine(400))\n"))
      })
  }
}

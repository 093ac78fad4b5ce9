package import Report

/// One step of a demo on one screen.
package struct DemoView {
  /// A screen full of lines, and whether there is more below it.
  package struct Screen: Equatable {
    package let lines: [String]
    package let hasMore: Bool
  }

  /// For the title and the keys, each with an empty line.
  private static let frame = 4

  private let style: Style
  /// Nil for text that no one can answer with a key.
  private let rows: Int?

  package init(_ style: Style, rows: Int? = nil) {
    self.style = style
    self.rows = rows.map { max($0, 10) }
  }

  /// `page` is from 0, for a step that is taller than the screen; `footer` stands above the keys.
  package func screen(_ state: DemoState, page: Int, footer: [String] = []) -> Screen {
    let room = (rows ?? 24) - Self.frame - max(footer.count - 1, 0)
    let (body, hasMore) = body(state, page: page, room: room)
    let steps = DemoState.Step.allCases
    let place = "\((steps.firstIndex(of: state.step) ?? 0) + 1) of \(steps.count)"
    let title = style.shortened(
      "\(state.lesson), \(state.track.rawValue): \(state.title)", to: style.width - place.count - 2)
    let gap = String(repeating: " ", count: max(style.width - title.count - place.count, 1))
    let filled = body.prefix(room) + [String](repeating: "", count: max(room - body.count, 0))
    let below = footer.isEmpty ? [""] : footer.map { style.paint(style.shortened($0, to: style.width), .dim) }
    return Screen(
      lines: [style.paint(title, .bold) + gap + place, ""] + filled + below + [keys(state, hasMore)], hasMore: hasMore)
  }

  /// The whole step as text, without a screen.
  package func text(_ state: DemoState) -> String {
    body(state, page: 0, room: .max / 2).lines.joined(separator: "\n")
  }

  /// As many as there is room for, the most needed ones first.
  private func keys(_ state: DemoState, _ hasMore: Bool) -> String {
    let isRacing = state.step == .race && (state.race == .preparing || state.race == .running)
    let next = hasMore ? "Space more" : state.step == .rule ? "Space end" : "Space next"
    let keys = (isRacing ? [] : [next]) + ["b back", "r again", "f other fix", "q quit"]
    let needed = (isRacing ? [] : [next]) + ["q quit", "b back", "r again", "f other fix"]
    let kept = (0...needed.count).reversed().lazy.map { needed.prefix($0) }.first {
      $0.joined(separator: "  ").count <= style.width
    }
    return style.paint(keys.filter { kept?.contains($0) == true }.joined(separator: "  "), .dim)
  }

  private func body(_ state: DemoState, page: Int, room: Int) -> (lines: [String], hasMore: Bool) {
    switch state.step {
    case .code: code(state.code, page: page, room: room, isDiff: false)
    case .question: (question(state), false)
    case .race: (race(state, room: room), false)
    case .reveal: (reveal(state, room: room), false)
    case .fix: code(state.fix ?? [], page: page, room: room, isDiff: true)
    case .rule: (rule(state, room: room), false)
    }
  }

  private func question(_ state: DemoState) -> [String] {
    wrapped(state.question) + [""] + choices(state)
  }

  private func choices(_ state: DemoState) -> [String] {
    let all = state.votes.reduce(0, +)
    return state.choices.enumerated().flatMap { index, choice in
      let isRight = state.answer == index
      let votes = all == 0 ? "" : "   (\(state.votes[index].counted("vote")))"
      let mark = isRight ? style.hasUnicode && !style.isPlain ? "✔" : "->" : "\(index + 1)"
      let lines = style.wrap("\(mark)  \(choice)\(votes)", indent: 2).split(separator: "\n").map(String.init)
      return isRight ? lines.map { style.paint($0, .green) } : lines
    }
  }

  private func race(_ state: DemoState, room: Int) -> [String] {
    var words: [String] = []
    if state.race == .preparing {
      words += wrapped(state.message.isEmpty ? "starting" : state.message).map { style.paint($0, .dim) }
    }
    if state.race == .failed { words += wrapped(state.message) }
    words += remark(state)
    let caption = style.shortened(state.caption, to: style.width)
    guard state.race != .preparing, state.pictures.contains(where: { $0 != nil }) else { return [caption] + words }
    let picture = RaceView(style).lines(state.pictures, names: state.names, room: room - words.count - 1)
    // What was measured needs the room more than what was to be measured.
    let lines = (words.count + picture.count < room ? [caption] : []) + words
    return lines + (lines.count + picture.count < room ? [""] : []) + picture
  }

  /// What is to be said of a race that did not show what it is for.
  private func remark(_ state: DemoState) -> [String] {
    guard let result = state.result else { return [] }
    let day = result.at.formatted(.iso8601.year().month().day())
    let isWorthAgain = rows != nil && (result.outcome == .notShown || result.outcome == .inconclusive)
    let words = result.outcome.remark(lateness: result.lateness).map {
      $0 + (isWorthAgain ? " Press r to run again." : "")
    }
    let earlier = state.isEarlierRun ? "This is an earlier run, of \(day)." : ""
    let all = [words ?? "", earlier].filter { !$0.isEmpty }.joined(separator: " ")
    return all.isEmpty ? [] : wrapped(all).map { style.paint($0, .yellow) }
  }

  private func reveal(_ state: DemoState, room: Int) -> [String] {
    let figures = zip(state.names, state.pictures).compactMap { name, picture in
      picture?.figures.first.map {
        "\(name.uppercased().padding(toLength: 8)) \($0.label): \($0.words)"
      }
    }
    return choices(state) + (figures.isEmpty ? [] : [""] + figures) + [""] + wrapped(state.reveal ?? "")
  }

  private func rule(_ state: DemoState, room: Int) -> [String] {
    let lines = wrapped(state.rule ?? "").map { style.paint($0, .bold) }
    let above = rows == nil ? 0 : max((room - lines.count) / 2 - 1, 0)
    return [String](repeating: "", count: above) + lines
  }

  private func wrapped(_ text: String) -> [String] {
    style.wrap(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The lines that matter, with as much around them as there is room for.
  private func code(
    _ lines: [DemoState.CodeLine], page: Int, room: Int, isDiff: Bool
  ) -> (lines: [String], hasMore: Bool) {
    let shown = CodeExcerpt.choose(lines, room: room)
    let pages = stride(from: 0, to: max(shown.count, 1), by: max(room, 1)).map {
      Array(shown.dropFirst($0).prefix(room))
    }
    let page = min(page, pages.count - 1)
    return (pages[page].map { line($0, isDiff: isDiff) }, page + 1 < pages.count)
  }

  private func line(_ line: DemoState.CodeLine?, isDiff: Bool) -> String {
    guard let line else { return style.paint(style.hasUnicode ? "    ⋮" : "    ...", .dim) }
    let number = isDiff ? "" : (line.number.map(String.init) ?? "").leftPadded(to: 3) + " "
    let mark =
      switch line.kind {
      case .plain: "  "
      case .marked: style.hasUnicode ? "▶ " : "> "
      case .added: "+ "
      case .removed: "- "
      }
    let text = style.shortened(number + mark + line.text, to: style.width)
    return switch line.kind {
    case .plain: text
    case .marked, .removed: style.paint(text, .red)
    case .added: style.paint(text, .green)
    }
  }
}

/// Chooses what to show of a text that is taller than the screen.
enum CodeExcerpt {
  /// Nil stands for lines that are left out. All lines that are not plain are there, however many.
  static func choose(_ lines: [DemoState.CodeLine], room: Int) -> [DemoState.CodeLine?] {
    guard lines.count > room else { return lines }
    var best = around(0, lines)
    for context in 1...lines.count {
      let next = around(context, lines)
      guard next.count <= room else { break }
      best = next
    }
    return best
  }

  private static func around(_ context: Int, _ lines: [DemoState.CodeLine]) -> [DemoState.CodeLine?] {
    let kept = Set(
      lines.indices.filter { lines[$0].kind != .plain }.flatMap {
        max($0 - context, 0)...min($0 + context, lines.count - 1)
      })
    var chosen: [DemoState.CodeLine?] = []
    for index in lines.indices {
      if kept.contains(index) {
        chosen.append(lines[index])
      } else if chosen.last.map({ $0 != nil }) ?? true {
        chosen.append(nil)
      }
    }
    return chosen
  }
}

extension String {
  fileprivate func leftPadded(to length: Int) -> String {
    String(repeating: " ", count: max(length - count, 0)) + self
  }
}

internal import Base
internal import Report

/// The layers around the routes, and each request's way in and back.
struct MiddlewareView {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ trace: MiddlewareTrace) -> String {
    let direction = "A request goes down this list; its response, or an exception, goes up."
    let stacks = trace.stacks.map(stack)
    return (stacks + (stacks.isEmpty ? [] : [style.wrap(direction)]) + ways(trace)).joined(separator: "\n\n")
  }

  /// Requests that went the same way are shown together.
  private func ways(_ trace: MiddlewareTrace) -> [String] {
    var groups: [(headings: [String], body: String)] = []
    for way in trace.requests {
      let body = body(way, trace)
      let heading = style.heading(way.request, headers: way.headers)
      if let index = groups.firstIndex(where: { $0.body == body && !body.isEmpty }) {
        groups[index].headings.append(heading)
      } else {
        groups.append(([heading], body))
      }
    }
    return groups.map { ($0.headings + ($0.body.isEmpty ? [] : [$0.body])).joined(separator: "\n") }
  }

  private func stack(_ stack: MiddlewareTrace.Stack) -> String {
    let whose =
      switch stack.name {
      case "": "The app's middleware"
      case "around the app": "What is wrapped around the app"
      case let name where name.hasPrefix("/"): "The middleware of the group \(name)"
      case let name: "The layers of \(name)"
      }
    let rows = stack.layers.map { layer -> [TextTable.Cell] in
      let place = layer.place.flatMap { $0.isOwn ? $0.words : nil }
      let text = layer.place?.text ?? layer.library.map { "of \($0)" } ?? ""
      return [
        TextTable.Cell(text: layer.name), TextTable.Cell(text: place ?? ""),
        TextTable.Cell(text: style.shortened(text, to: 34), color: .dim),
      ]
    }
    let columns = ["layer", "where", ""].map { TextTable.Column(title: $0) }
    return style.wrap("\(whose), the outermost first:") + "\n" + TextTable(columns: columns, rows: rows).text(style)
  }

  private func body(_ way: MiddlewareTrace.Way, _ trace: MiddlewareTrace) -> String {
    var lines: [String] = []
    if !way.steps.isEmpty { lines.append(table(way)) }
    let findings = MiddlewareFindings(way, trace)
    lines += findings.sentences.map(style.pointer)
    return lines.joined(separator: "\n")
  }

  private func table(_ way: MiddlewareTrace.Way) -> String {
    let rows = rows(way).map { row in
      [TextTable.Cell(text: "  " + row.layer), TextTable.Cell(text: row.back, color: row.color)]
    }
    let columns = [
      TextTable.Column(title: "  on the way in"), TextTable.Column(title: "and back", isBreakable: true),
    ]
    return TextTable(columns: columns, rows: rows).text(style)
  }

  private struct Row {
    let layer: String
    let back: String
    let color: Style.Color?
    /// Whether it may be shown as one with others like it.
    let isQuiet: Bool
    let library: String?
  }

  /// Layers of libraries that did nothing to the response stand in one row.
  private func rows(_ way: MiddlewareTrace.Way) -> [Row] {
    var rows: [(row: Row, count: Int)] = []
    for (index, step) in way.steps.enumerated() {
      let row = row(step, inner: way.inner(of: index), way)
      if let last = rows.last, last.row.isQuiet, row.isQuiet, last.row.back == row.back {
        let library = last.row.library == row.library ? row.library : nil
        let merged = Row(
          layer: "\(last.count + 1) layers of " + (library ?? "libraries"), back: row.back, color: row.color,
          isQuiet: true, library: library ?? "libraries")
        rows[rows.count - 1] = (merged, last.count + 1)
      } else {
        rows.append((row, 1))
      }
    }
    return rows.map(\.row)
  }

  private func row(_ step: MiddlewareTrace.Step, inner: MiddlewareTrace.Step?, _ way: MiddlewareTrace.Way) -> Row {
    let words = StepWords(step, inner: inner, way)
    return Row(
      layer: style.shortened(step.layer.words, to: 36), back: words.text, color: step.raised == nil ? nil : .red,
      isQuiet: step.layer.library != nil && step.layer.kind == .middleware && words.isQuiet, library: step.layer.library
    )
  }
}

extension MiddlewareTrace.Layer {
  /// For example, "request_id (main.py:26)".
  var words: String {
    name + (place.flatMap { $0.isOwn ? " (\($0.words))" : nil } ?? "")
  }
}

extension MiddlewareTrace.Way {
  /// The first step directly inside of another; nil for the innermost.
  func inner(of index: Int) -> MiddlewareTrace.Step? { inside(of: index).first }

  /// All steps directly inside of one: more than one when a layer ran the rest of the chain again.
  func inside(of index: Int) -> [MiddlewareTrace.Step] {
    let depth = steps[index].depth
    return steps[(index + 1)...].prefix { $0.depth > depth }.filter { $0.depth == depth + 1 }
  }
}

internal import Base
internal import Report

/// The dependencies of routes as trees, and what they did for each request.
struct DependencyView {
  /// Of the routes that no request asked for, because an app may have hundreds.
  private static let mostOthers = 8

  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ trace: DependencyTrace) -> String {
    ((trace.routes.isEmpty ? [] : [routes(trace)]) + trace.requests.map { text($0, trace) }).joined(separator: "\n\n")
  }

  // Routes

  private func routes(_ trace: DependencyTrace) -> String {
    let asked = Set(trace.requests.compactMap(\.endpoint?.place))
    let trees = trace.routes.filter { !$0.dependencies.isEmpty }
    let first = trees.filter { asked.contains($0.endpoint) }
    let others = trees.filter { !asked.contains($0.endpoint) }
    let shown = (first + others.prefix(Self.mostOthers)).map(tree)
    let bare = trace.routes.filter(\.dependencies.isEmpty).map { "\($0.method) \($0.path)" }
    var parts = [style.wrap("What each route depends on, as the app knows it:")] + shown
    if others.count > Self.mostOthers { parts.append("\(others.count - Self.mostOthers) more: --json has them all.") }
    if !bare.isEmpty {
      parts.append(
        style.wrap(
          "Without dependencies: " + bare.prefix(Self.mostOthers).joined(separator: ", ")
            + (bare.count > Self.mostOthers ? ", and \(bare.count - Self.mostOthers) more" : "") + "."))
    }
    return parts.joined(separator: "\n\n")
  }

  private func tree(_ route: DependencyTrace.Route) -> String {
    let place = route.endpoint.line > 0 ? " (\(route.endpoint.words))" : ""
    let name = route.endpoint.function == "the route" ? place : ": \(route.endpoint.function)\(place)"
    let head = style.shortened("\(route.method) \(route.path)\(name)", to: style.textWidth)
    return ([head] + branches(route.dependencies, indent: "")).joined(separator: "\n")
  }

  private func branches(_ nodes: [DependencyTrace.Node], indent: String) -> [String] {
    nodes.enumerated().flatMap { index, node in
      let isLast = index == nodes.count - 1
      let (branch, below) =
        style.isPlain
        ? ("  ", "  ")
        : style.hasUnicode
          ? (isLast ? "└─ " : "├─ ", isLast ? "   " : "│  ") : (isLast ? "`- " : "|- ", isLast ? "   " : "|  ")
      let place = node.place.map { $0.isOwn ? " (\($0.words))" : ", of a library" } ?? ""
      let line =
        indent + branch + node.name + place + (node.isGenerator ? ", a generator" : "")
        + (node.usesCache ? "" : ", use_cache=False")
      return [style.shortened(line, to: style.textWidth)] + branches(node.dependencies, indent: indent + below)
    }
  }

  // Requests

  private func text(_ run: DependencyTrace.Run, _ trace: DependencyTrace) -> String {
    var lines = [style.heading(run.request, headers: run.headers)]
    var numbers: [String: Int] = [:]
    var next = 1
    for call in run.calls + [run.endpoint].compactMap(\.self) {
      let isRoute = call == run.endpoint
      let sign: String
      switch call.outcome {
      case .cached, .skipped: sign = style.isPlain ? "" : "- "
      case .returned, .raised, .unseen:
        sign = "\(next). "
        numbers[call.key] = next
        next += 1
      }
      let place = call.place.flatMap { $0.isOwn ? " (\($0.words))" : nil } ?? ""
      let name = isRoute && call.name != "the route" ? "\(call.name)\(place), the route," : call.name + place
      lines.append(
        style.shortened("  \(sign)\(name) \(outcome(call, earlier: numbers[call.key]))", to: style.textWidth))
    }
    lines += DependencyFindings(run, trace).sentences.map(style.pointer)
    return lines.joined(separator: "\n")
  }

  private func outcome(_ call: DependencyTrace.Call, earlier: Int?) -> String {
    let end = call.end.map(words) ?? ""
    switch call.outcome {
    case .returned(let text, _, let isNull):
      let verb = call.isGenerator ? "yielded" : "returned"
      // The end of a generator is short, and tells more than the end of its value.
      return "\(verb) \(isNull ? style.paint("null", .red) : style.shortened(text, to: end.isEmpty ? 200 : 30))" + end
    case .raised(let text, let line): return (line.map { "raised in line \($0) " } ?? "raised ") + text
    case .cached: return "again: the value" + (earlier.map { " of call \($0)" } ?? " that it had")
    case .skipped: return "was not called"
    case .unseen: return "ran as a generator; what it yielded is not seen"
    }
  }

  private func words(_ end: DependencyTrace.End) -> String {
    if let raised = end.raised { return "; raised \(raised) at its end" }
    if let thrown = end.thrown { return "; ended by \(thrown.prefix { $0 != ":" })" }
    return "; ended" + (end.isAfterResponse ? " after the response" : " before the response")
  }
}

extension DependencyTrace.Call {
  /// What tells one dependency from another.
  var key: String { "\(name) \(place?.words ?? "")" }
}

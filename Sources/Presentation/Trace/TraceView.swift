package import Report

/// What `diagnose` saw, as text.
package struct TraceView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(_ trace: Trace) -> String {
    let body =
      switch trace.content {
      case .dependencies(let dependencies): DependencyView(style).text(dependencies)
      case .loop(let loop): LoopView(style).text(loop, trace)
      case .middleware(let middleware): MiddlewareView(style).text(middleware)
      case .queries(let queries): QueriesView(style).text(queries, trace)
      case .connections(let connections): ConnectionsView(style).text(connections, trace)
      }
    return ([body] + trace.notes.map(note)).joined(separator: "\n\n")
  }

  private func note(_ note: TraceNote) -> String {
    style.wrap("Not seen: " + note.what + (note.next.map { " Next: \($0)" } ?? ""))
  }
}

internal import Base
internal import Report

/// The lives of connections, and what outlived them.
struct ConnectionsView {
  typealias Connection = ConnectionsTrace.Connection
  typealias Life = ConnectionsTrace.Life

  let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ content: ConnectionsTrace, _ trace: Trace) -> String {
    let verb = content.seesTasks ? "raised" : "threw"
    let lives = content.connections.map { connection($0, verb) }.joined(separator: "\n")
    return [
      lives, timeline(trace), outliving(content), exceptions(content), spoken(content), counts(content),
      descriptors(content), unretrieved(content),
      stop(content, verb), byHand(content),
    ].compactMap(\.self).joined(separator: "\n\n")
  }

  // MARK: One connection

  private func connection(_ connection: Connection, _ verb: String) -> String {
    let head = style.paint(connection.way.words, .bold) + ": " + end(connection) + ", " + messages(connection) + "."
    return ([style.wrap(head)] + [handler(connection, verb)].compactMap(\.self).map { style.wrap($0, indent: 2) })
      .joined(separator: "\n")
  }

  private func end(_ connection: Connection) -> String {
    guard let ended = connection.ended else {
      return connection.left == nil ? "open all the while" : "still open, though it asked the server to end it"
    }
    let time = Self.milliseconds(ended - connection.opened)
    switch connection.way {
    case .closeFrame where connection.left != nil:
      return
        "closed by the client after \(time), code \(connection.code.map(String.init) ?? "unknown, no close frame back")"
    case .vanishes where connection.left != nil: return "reset by the client after \(time), without a close frame"
    case .stays, .comesLater, .closeFrame, .vanishes:
      return "ended by the server after \(time), \(code(connection)), though the client wanted to stay"
    default: return "ended by the server after \(time), \(code(connection))"
    }
  }

  private func code(_ connection: Connection) -> String {
    connection.code == 1006
      ? "code 1006: without a close frame" : "code \(connection.code.map(String.init) ?? "unknown")"
  }

  private func messages(_ connection: Connection) -> String {
    "\(connection.received.counted("message")) received, \(connection.sent) sent"
  }

  private func handler(_ connection: Connection, _ verb: String) -> String? {
    guard let handler = connection.handler else { return nil }
    guard let ended = handler.ended else {
      guard connection.ended != nil || connection.left != nil else { return nil }
      return "Its handler still runs" + standing(handler) + "."
    }
    let delay = connection.ended.map { ended - $0 } ?? 0
    let late = delay > 100 ? ", \(Self.milliseconds(delay)) after its client had left" : ""
    guard let raised = handler.raised else { return "Its handler returned\(late)." }
    let message =
      raised.message.isEmpty || raised.message.hasPrefix(raised.type) || raised.message == "<\(raised.type)>"
      ? "." : ": \(raised.message)"
    return "Its handler \(verb) \(raised.type)" + at(raised.place) + late + message
  }

  func standing(_ life: Life) -> String {
    let waits =
      life.waitsFor.isEmpty
      ? "" : ", and waits for the task\(life.waitsFor.count == 1 ? "" : "s") \(life.waitsFor.joined(separator: ", "))"
    let route =
      life.kind == .handler && life.stands == nil
      ? life.created.map { " (its route is at \($0.file):\($0.line))" } : nil
    return at(life.stands) + (route ?? "") + waits
  }

  func at(_ place: CodePlace?) -> String { place.map { " at \($0.file):\($0.line)" } ?? "" }

  private func timeline(_ trace: Trace) -> String? {
    let chart = SpanChart(style)
    let end = trace.lanes.flatMap { $0.spans.compactMap(\.to) }.max() ?? 0
    guard chart.canDraw, end > 0 else { return nil }
    let legend = chart.legend(trace.lanes)
    return ([chart.chart(trace.lanes, until: end)] + (legend.isEmpty ? [] : ["  " + legend])).joined(separator: "\n")
  }

  // MARK: The rest

  private func exceptions(_ content: ConnectionsTrace) -> String? {
    let raised = content.connections.filter { connection in
      (connection.way == .closeFrame || connection.way == .vanishes) && connection.left != nil
        && connection.handler?.raised?.place != nil
    }
    guard !raised.isEmpty else { return nil }
    return style.wrap(
      "That a client leaves is no error, but after \(ways(raised)) the handler ended with an exception, which the server "
        + "logs with its traceback.")
  }

  private func spoken(_ content: ConnectionsTrace) -> String? {
    let stayers = content.connections.filter { $0.way == .stays }
    guard let stayer = stayers.first, stayer.ended != nil, stayer.sent > 1 else { return nil }
    return style.wrap(
      "The client that stayed lost its connection when it spoke after the others had left. Look at whom its handler then "
        + "sends to.")
      + (stayer.handler?.raised?.place.map { "\n" + code($0) } ?? "")
  }

  private func counts(_ content: ConnectionsTrace) -> String? {
    guard !content.counts.isEmpty else { return nil }
    let wrong = content.counts.filter { $0.said != $0.connected }
    guard !wrong.isEmpty else { return style.wrap("The module's own count of its clients was right each time.") }
    let rows = wrong.map { count in
      "  " + "\(count.said.map(String.init) ?? "no number") instead of \(count.connected)".padding(toLength: 16) + " "
        + count.occasion
    }
    // The counts end with the first that has no response.
    let silence =
      content.counts.count > 1 && content.counts.last?.said == nil
      ? [style.wrap("It did not respond in time. If no line above explains that, see what keeps its event loop.")] : []
    return ([style.wrap("The module's own count of its clients was wrong:")] + rows + silence).joined(separator: "\n")
  }

  private func descriptors(_ content: ConnectionsTrace) -> String {
    let all = content.descriptors
    return style.wrap(
      "Open in the process before the others came and after they had left: \(all.socketsBefore) and \(all.sockets) sockets"
        + (all.upstreamSockets == 0
          ? "" : " (\(all.upstreamSockets) of them to the upstream, which a shared HTTP client keeps)")
        + ", \(all.filesBefore) and \(all.files) other descriptors.")
  }

  private func unretrieved(_ content: ConnectionsTrace) -> String? {
    guard !content.unretrieved.isEmpty else { return nil }
    let lines = Self.unique(content.unretrieved).map { style.wrap($0, indent: 2) }
    return
      ([
        style.wrap(
          "Task exception was never retrieved: an exception ended a task, and no one awaited it. That is often the task of "
            + "a client that has left.")
      ] + lines).joined(separator: "\n")
  }

  private func byHand(_ content: ConnectionsTrace) -> String? {
    guard !content.logging.isEmpty else { return nil }
    return
      ([
        style.wrap(
          "The article's way is to log when a handler begins, and in its `finally` or `defer` when it ends. That shows "
            + "handlers that do not end, but nothing that outlives them:")
      ] + content.logging.map { "    " + style.shortened($0, to: style.textWidth - 4) }).joined(separator: "\n")
  }

  static func milliseconds(_ time: Double) -> String { "\(Int(time.rounded())) ms" }

  /// Without repetitions, in the same order.
  static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}

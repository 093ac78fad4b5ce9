internal import Base
internal import Report

/// The lives of connections, and what outlived them.
struct ConnectionsView {
  typealias Connection = ConnectionsTrace.Connection
  typealias Life = ConnectionsTrace.Life

  private static let mostHolders = 6
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
    let message = raised.message.isEmpty || raised.message.hasPrefix(raised.type) || raised.message == "<\(raised.type)>" ? "." : ": \(raised.message)"
    return "Its handler \(verb) \(raised.type)" + at(raised.place) + late + message
  }

  private func standing(_ life: Life) -> String {
    let waits = life.waitsFor.isEmpty ? "" : ", and waits for the task \(life.waitsFor.joined(separator: ", "))"
    return at(life.stands) + waits
  }

  private func at(_ place: CodePlace?) -> String { place.map { " at \($0.file):\($0.line)" } ?? "" }

  private func timeline(_ trace: Trace) -> String? {
    let chart = SpanChart(style)
    let end = trace.lanes.flatMap { $0.spans.compactMap(\.to) }.max() ?? 0
    guard chart.canDraw, end > 0 else { return nil }
    let legend = chart.legend(trace.lanes)
    return ([chart.chart(trace.lanes, until: end)] + (legend.isEmpty ? [] : ["  " + legend])).joined(separator: "\n")
  }

  // MARK: What outlives

  private func outliving(_ content: ConnectionsTrace) -> String {
    let gone = content.connections.filter { $0.ended != nil || $0.left != nil }
    let lived = gone.filter(\.isOutlived)
    guard !lived.isEmpty else {
      return style.wrap(
        gone.contains { $0.ended == nil }
          ? "A connection that stays open keeps all that belongs to it."
          : "Nothing outlived its client: when it was gone, so were its handler, "
            + (content.seesTasks ? "its tasks, " : "") + "its socket, and the calls of the upstream.")
    }
    var parts = [style.paint("What outlives its client", .bold)]
    parts += groups(lived).map { life, ways in task(life, ways) }
    let stuck = lived.filter { $0.handler.map { $0.ended == nil } ?? false }
    parts += stuck.isEmpty ? [] : [handlers(stuck)]
    let called = lived.filter { $0.lateCalls > 0 }
    if !called.isEmpty {
      let last = called.compactMap { one in one.lastCall.flatMap { last in one.ended.map { last - $0 } } }.max() ?? 0
      parts.append(
        style.wrap(
          "The upstream heard \(called.map(\.lateCalls).reduce(0, +).counted("call")) for \(called.count.counted("client")) "
            + "that had left (\(ways(called))), the last one \(Self.milliseconds(last)) later.", indent: 2))
    }
    let sockets = lived.filter(\.keepsSocket)
    if !sockets.isEmpty {
      parts.append(
        style.wrap("The process still has \(sockets.count.counted("socket")) of theirs: \(ways(sockets)).", indent: 2))
    }
    return (parts + [why(lived, content)].compactMap(\.self)).joined(separator: "\n")
  }

  /// Tasks of the same coroutine, from the same line, at the same line.
  private func groups(_ lived: [Connection]) -> [(Life, [Connection])] {
    var groups: [(Life, [Connection])] = []
    for connection in lived {
      for life in connection.outlivedBy {
        let same = groups.firstIndex {
          $0.0.kind == life.kind && $0.0.name == life.name && $0.0.created == life.created
            && ($0.0.ended == nil) == (life.ended == nil)
        }
        if let same { groups[same].1.append(connection) } else { groups.append((life, [connection])) }
      }
    }
    return groups
  }

  private func task(_ life: Life, _ connections: [Connection]) -> String {
    let created = life.created.map { ", created\(at($0))" } ?? ""
    let since = connections.compactMap(\.ended).min() ?? 0
    let fate =
      life.ended.map {
        "\(standing(life).isEmpty ? "" : "was" + standing(life) + ", and ")ended \(Self.milliseconds($0 - since)) later"
      }
      ?? "still" + (life.stands == nil ? " there" : standing(life))
    let cancelled = life.isCancelled && life.ended == nil ? ", although it was cancelled" : ""
    let head =
      "\(life.kind == .thread ? "Thread" : "Task") \(life.name) \(fate)\(created), after \(ways(connections))\(cancelled)."
    return ([style.wrap(head, indent: 2)] + [life.created, life.stands].compactMap(\.self).map(code)).joined(
      separator: "\n")
  }

  private func handlers(_ stuck: [Connection]) -> String {
    let places = stuck.compactMap { $0.handler?.stands }
    let head =
      "\(stuck.count == 1 ? "One handler" : "\(stuck.count) handlers") still \(stuck.count == 1 ? "runs" : "run"), after \(ways(stuck))."
    return ([style.wrap(head, indent: 2)] + Self.unique(places).map(code)).joined(separator: "\n")
  }

  private func code(_ place: CodePlace) -> String {
    let mark = "      \(place.file):\(place.line)  "
    return mark + style.paint(style.shortened(place.text ?? "", to: max(style.textWidth - mark.count, 10)), .red)
  }

  private func ways(_ connections: [Connection]) -> String {
    Self.unique(connections.map(\.way.words)).joined(separator: ", ")
  }

  private func why(_ lived: [Connection], _ content: ConnectionsTrace) -> String? {
    if lived.contains(where: { $0.handler.map { $0.ended == nil } ?? false }) {
      return style.wrap(
        "A handler that does not end keeps its socket, its tasks, and all that it would take down at its end.")
    }
    guard lived.contains(where: { !$0.outlivedBy.isEmpty || $0.lateCalls > 0 }) else { return nil }
    return style.wrap(
      "A task that a handler starts does not end with the handler, but when its own code ends or someone cancels it. Each "
        + "client that comes and goes so leaves one more.")
  }

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

  // MARK: The rest

  private func counts(_ content: ConnectionsTrace) -> String? {
    guard !content.counts.isEmpty else { return nil }
    let wrong = content.counts.filter { $0.said != $0.connected }
    guard !wrong.isEmpty else { return style.wrap("The module's own count of its clients was right each time.") }
    let rows = wrong.map { count in
      "  " + "\(count.said.map(String.init) ?? "no number") instead of \(count.connected)".padding(toLength: 16) + " "
        + count.occasion
    }
    return ([style.wrap("The module's own count of its clients was wrong:")] + rows).joined(separator: "\n")
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

  private func stop(_ content: ConnectionsTrace, _ verb: String) -> String? {
    guard let stop = content.stop else { return nil }
    if let ended = stop.ended {
      return style.wrap(
        "On SIGTERM, with one client connected, the process ended within \(Self.milliseconds(ended - stop.sent)).")
    }
    var lines = [
      style.wrap(
        "On SIGTERM, with one client connected, the process did not end within "
          + "\(Self.milliseconds(stop.watchedUntil - stop.sent)).")
    ]
    if let place = stop.replacedBy {
      lines += [
        style.wrap("The server never began to shut down, because the module handles SIGTERM itself:", indent: 2),
        code(place),
      ]
    } else if stop.hasBegun == false {
      lines.append(style.wrap("The server never began to shut down.", indent: 2))
    }
    let holders = Self.unique(stop.holders.map(holder))
    lines += holders.prefix(Self.mostHolders).map { style.wrap($0, indent: 2) }
    if holders.count > Self.mostHolders { lines.append("  and \(holders.count - Self.mostHolders) more") }
    if stop.holders.isEmpty, stop.replacedBy == nil {
      lines.append(
        style.wrap(
          "No handler runs any more. So it waits for something else: code that follows the server's end, or another task "
            + "or thread.", indent: 2))
    }
    return lines.joined(separator: "\n")
  }

  private func holder(_ life: Life) -> String {
    let created = life.created.map { ", created\(at($0))" } ?? ""
    let cancelled = life.isCancelled ? ", although it was cancelled" : ""
    switch life.kind {
    case .handler: return "A handler still runs\(standing(life))\(cancelled)."
    case .lifespan: return "The lifespan's end still runs\(standing(life))."
    case .task: return "Task \(life.name) still\(life.stands == nil ? " runs" : standing(life))\(created)\(cancelled)."
    case .thread: return "Thread \(life.name) still\(standing(life))\(created)."
    }
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

  private static func milliseconds(_ time: Double) -> String { "\(Int(time.rounded())) ms" }

  /// Without repetitions, in the same order.
  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}

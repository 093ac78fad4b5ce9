internal import Base
internal import Report

/// What went on for clients that had left.
extension ConnectionsView {
  func outliving(_ content: ConnectionsTrace) -> String {
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
    let places = stuck.compactMap { $0.handler?.stands ?? $0.handler?.created }
    let head =
      "\(stuck.count == 1 ? "One handler" : "\(stuck.count) handlers") still \(stuck.count == 1 ? "runs" : "run"), after \(ways(stuck))."
    return ([style.wrap(head, indent: 2)] + Self.unique(places).map(code)).joined(separator: "\n")
  }

  func code(_ place: CodePlace) -> String {
    let mark = "      \(place.file):\(place.line)  "
    return mark + style.paint(style.shortened(place.text ?? "", to: max(style.textWidth - mark.count, 10)), .red)
  }

  func ways(_ connections: [Connection]) -> String {
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
}

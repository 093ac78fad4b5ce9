internal import Base
internal import Bench
internal import Report

extension ConnectionSession {
  typealias Connection = ConnectionsTrace.Connection
  typealias Life = ConnectionsTrace.Life

  /// In milliseconds: what ends this soon after its client has not outlived it.
  static let grace = 250.0

  /// Everything that was seen, put together by the clients' ports and names.
  func content(_ hooks: ConnectionEvents, logging: [String]) -> ConnectionsTrace {
    let now = scene.clock.milliseconds(.now)
    let until = stop.map { scene.clock.milliseconds($0.sent) } ?? now
    return ConnectionsTrace(
      connections: clients.indices.map { connection($0, hooks, until: until) }, counts: counts,
      descriptors: descriptors,
      stop: stop.map { stop in
        ConnectionsTrace.Stop(
          sent: until, ended: stop.ended.map(scene.clock.milliseconds), watchedUntil: now,
          holders: stop.ended == nil ? holders(hooks, from: until, until: now) : [],
          replacedBy: stop.ended == nil ? hooks.sigtermPlace : nil,
          hasBegun: hooks.seesTasks ? hooks.shutdownBegan : nil)
      }, unretrieved: hooks.unretrieved, seesTasks: hooks.seesTasks, logging: logging)
  }

  private func connection(_ index: Int, _ hooks: ConnectionEvents, until: Double) -> Connection {
    let client = clients[index]
    let record = client.socket.record
    let end = record.end.map { (close: $0.close, at: scene.clock.milliseconds($0.at)) }.flatMap {
      $0.at < until ? $0 : nil
    }
    let gone = client.gone.map(scene.clock.milliseconds).flatMap { $0 < until ? $0 : nil }
    let number = client.port.flatMap { hooks.connections[$0] }
    let handler = number.flatMap { hooks.handlers[$0] }
    let from = gone ?? client.left.map(scene.clock.milliseconds) ?? until
    let late = gone.map { gone in
      hooks.entries.values.filter { entry in
        entry.connection == number && number != nil && (entry.kind == .task || entry.kind == .thread)
          && entry.began < until
          // Long enough: what still goes on may start something short at any time.
          && (entry.ended ?? .infinity) > max(gone, entry.began) + Self.grace
      }.sorted { $0.number < $1.number }.map { hooks.life($0, from: gone, until: until) }
        // A pool's thread waits for work and is in no line of the module.
        .filter { $0.kind != .thread || $0.stands != nil }
    }
    let calls = gone.map { lateCalls(index, since: $0, until: until) } ?? []
    let keepsSocket =
      gone.map { $0 < scene.clock.milliseconds(looked) } == true && client.serverEnd.map(kept.contains) ?? false
    let life = handler.map { hooks.life($0, from: from, until: until) }
    return Connection(
      client.way, path: client.path, opened: scene.clock.milliseconds(client.socket.opened),
      left: client.left.map(scene.clock.milliseconds), ended: end?.at ?? gone, code: end?.close.code,
      isEndedByServer: client.left == nil || client.way.isEndedByServer, received: record.messages.count,
      sent: client.sent.count, handler: life, outlivedBy: late ?? [], lateCalls: calls.count, lastCall: calls.last,
      keepsSocket: keepsSocket,
      outlivedUntil: gone.flatMap { gone in
        let handlers = life.map { [$0] } ?? []
        let ends = (handlers + (late ?? [])).map { $0.ended ?? until } + (keepsSocket ? [until] : []) + calls.suffix(1)
        return ends.max().flatMap { $0 > gone + Self.grace ? $0 : nil }
      })
  }

  /// When the upstream was called for a client that was gone; empty when that ended soon.
  private func lateCalls(_ index: Int, since gone: Double, until: Double) -> [Double] {
    // Without a route for each client, the next client's calls cannot be told from those of the one before.
    let next =
      plan.feed == nil && index + 1 < clients.count ? scene.clock.milliseconds(clients[index + 1].socket.opened) : until
    let own = plan.calls(for: clients[index].way.client, in: calls).map { scene.clock.milliseconds($0.arrived) }
      .filter { $0 > gone && $0 < min(next, until) }
    return own.last.map { $0 > gone + Self.grace } == true ? own : []
  }

  /// Handlers first, then what waits for the server's end, then tasks and threads.
  private func holders(_ hooks: ConnectionEvents, from: Double, until: Double) -> [Life] {
    let handlers = hooks.handlers.values.filter { $0.lives(at: until) }.sorted { $0.number < $1.number }
    let others = hooks.entries.values.filter { $0.kind != .handler && $0.lives(at: until) }.sorted {
      $0.number < $1.number
    }
    return handlers.map { hooks.life($0, from: from, until: until) }
      + others.map { hooks.life($0, from: from, until: until) }
      .filter { $0.kind != .lifespan || $0.stands != nil || !$0.waitsFor.isEmpty }
      .filter { $0.kind != .thread || $0.stands != nil }
  }

  /// A lane for each connection: open, and then what went on.
  func lanes(_ content: ConnectionsTrace) -> [TraceLane] {
    let until = content.stop?.sent ?? scene.clock.milliseconds(.now)
    return zip(clients, content.connections).map { client, connection in
      let end = connection.ended ?? until
      var spans = [TraceSpan(.open, from: connection.opened, to: min(end, until))]
      if let last = connection.outlivedUntil { spans.append(TraceSpan(.outlives, from: end, to: last)) }
      let marks =
        client.sent.map { TraceMark(at: scene.clock.milliseconds($0.at), "says " + String($0.text.prefix(80))) }
        + client.socket.record.messages.prefix(200).map {
          TraceMark(at: scene.clock.milliseconds($0.at), "gets " + String($0.text.prefix(80)))
        }
      return TraceLane(connection.way.words, spans: spans, marks: marks.sorted { $0.at < $1.at })
    }
  }
}

extension ConnectionsTrace.Way {
  fileprivate var isEndedByServer: Bool {
    switch self {
    case .stays, .comesLater, .says: true
    case .closeFrame, .vanishes: false
    }
  }
}

internal import Base
internal import Report

/// What became of the module on SIGTERM.
extension ConnectionsView {
  private static let mostHolders = 6

  func stop(_ content: ConnectionsTrace, _ verb: String) -> String? {
    guard let stop = content.stop else { return nil }
    let connected = content.connections.count { $0.ended == nil }.counted("client")
    if let ended = stop.ended {
      return style.wrap(
        "On SIGTERM, with \(connected) connected, the process ended within \(Self.milliseconds(ended - stop.sent)).")
    }
    var lines = [
      style.wrap(
        "On SIGTERM, with \(connected) connected, the process did not end within "
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
}

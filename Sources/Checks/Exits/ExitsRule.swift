internal import Base
internal import Bench
internal import Report

extension ExitsCheck {
  package static let thresholds = [lateCallThreshold, fileThreshold]

  static let lateCallThreshold = Threshold(
    "late_calls", .atMost(4),
    "a right module asks at most once more for a client that has left, a leaking one every 50 ms; so one that notices "
      + "within 200 ms passes")

  static let fileThreshold = Threshold(
    "more_files", .atMost(1),
    "two clients leave in each way, so a file that stays open for one way makes two; a right module may open one late")

  private static let normalClose = 1000

  package func judge(_ measurement: Measurement) -> Finding {
    let departures = measurement.departures
    let failure = measurement.trouble?.failure(Self.name, room) ?? failure(measurement)
    return Finding(
      expected:
        "after each way of leaving, the upstream is asked no more for the client, its socket is closed, and the "
        + "client that stays is served as before",
      passed:
        "\(departures.count.counted("client")) left in \(RoomExit.allCases.count) ways; the upstream heard no more "
        + "of them, and \(measurement.callsOfStayer.count.counted("call")) for the client that stayed",
      failure: failure, reproduce: reproduction(measurement),
      numbers: [
        "left": .count(departures.count),
        "late_calls": .count(departures.map(\.lateCalls.count).max() ?? 0, Self.lateCallThreshold.limit),
        "kept_sockets": .count(departures.count(where: \.keepsSocket), .atMost(0)),
        "more_sockets": .count(measurement.moreSockets, .below(Double(max(departures.count, 1)))),
        "more_files": .count(measurement.moreFiles, Self.fileThreshold.limit),
      ], exhibit: exhibit(measurement))
  }

  private func failure(_ seen: Measurement) -> Failure? {
    let open = seen.departures.filter { $0.close == nil }
    if let exit = open.first?.exit { return stillOpen(exit) }
    let leaks = leaks(seen)
    if !leaks.isEmpty { return leak(leaks) }
    let wrong = seen.departures.first { $0.exit == .bye && $0.close?.code != Self.normalClose }
    if let close = wrong?.close {
      return Failure(
        "exits.close-code",
        "after \"\(room.bye)\", the connection ended with \(close.words), instead of code \(Self.normalClose)",
        next: "Close the WebSocket when a client says \"\(room.bye)\", so that it gets a close frame with code "
          + "\(Self.normalClose).", isInLog: true)
    }
    let kept = seen.departures.filter(\.keepsSocket)
    if !kept.isEmpty {
      return Failure(
        "exits.socket", "\(kept.count.counted("socket")) of clients that had left stayed open: \(words(kept))",
        next: "Find out what keeps the handler of such a client from ending.", mayBeLate: true)
    }
    let areFilesLeft = !Self.fileThreshold.allows(Double(seen.moreFiles))
    if seen.departures.count > 0, areFilesLeft || seen.moreSockets >= seen.departures.count {
      return Failure(
        "exits.descriptors",
        "the module has \((areFilesLeft ? seen.moreFiles : seen.moreSockets).counted(areFilesLeft ? "more open file" : "more socket")) "
          + "than before \(seen.departures.count.counted("client")) came and went",
        next: "Close everything that the handler opens for a client (a file, a connection, an HTTP client of its own) "
          + "when the client has left.")
    }
    return nil
  }

  /// The clients for whom the module went on; none when it did for no one longer than it may.
  private func leaks(_ seen: Measurement) -> [Departure] {
    guard seen.departures.contains(where: { Self.isLeak($0.lateCalls) }) else { return [] }
    // One call may have been under way.
    return seen.departures.filter { $0.lateCalls.count > 1 }
  }

  private func stillOpen(_ exit: RoomExit) -> Failure {
    let cause = "exits.still-open"
    switch exit {
    case .bye:
      return Failure(
        cause, "a client said \"\(room.bye)\", and the server did not close its connection",
        next:
          "Close the WebSocket on \"\(room.bye)\", and end the handler. A handler that then waits for something else "
          + "keeps the client.", mayBeLate: true, isInLog: true)
    case .boom:
      return Failure(
        cause, "the handler was to throw on \"\(room.boom)\", and the client is still connected",
        next: "Let the exception end the handler, and with it the connection.", mayBeLate: true, isInLog: true)
    case .closes, .vanishes:
      return Failure(
        cause, "a client \(exit.words), and the server did not close its own side", mayBeLate: true, isInLog: true)
    }
  }

  private func leak(_ leaks: [Departure]) -> Failure {
    let exits = RoomExit.allCases.filter { exit in leaks.contains { $0.exit == exit } }
    let onlyAsked = leaks.allSatisfy(\.isAsked)
    let calls = leaks.map(\.lateCalls.count).reduce(0, +)
    let since = leaks.compactMap { leak in leak.lateCalls.last.map { $0 - leak.left } }.max() ?? .zero
    let isEveryExit = exits.count == RoomExit.allCases.count
    let ways = isEveryExit ? "in any way" : "after \(exits.map(\.occasion).alternatives)"
    return Failure(
      "exits.feed",
      "the upstream was asked \(calls) more times for \(leaks.count.counted("client")) that had left \(ways), "
        + "up to \(since.inMilliseconds) later",
      next: isEveryExit
        ? "Find out what asks the upstream for a client, and make its end part of the handler's end: cancel that task, "
          + "however the handler ends."
        : onlyAsked
          ? "It happens when the client leaves while the upstream works on its call. Find out what happens to the task "
            + "when that call returns."
          : "The clean-up runs for some ways of leaving only. Do it where every way passes: `finally` or `defer` in the "
            + "handler, not in a branch for one way.")
  }

  private func words(_ departures: [Departure]) -> String {
    RoomExit.allCases.filter { exit in departures.contains { $0.exit == exit } }
      .map { "after \($0.occasion)" }.joined(separator: ", ")
  }

  private func reproduction(_ seen: Measurement) -> String {
    let exit = seen.departures.first { $0.close == nil || Self.isLeak($0.lateCalls) || $0.keepsSocket }?.exit ?? .closes
    return SocketReproduction.leaving(exit, room)
  }

  private func exhibit(_ seen: Measurement) -> Exhibit? {
    guard let first = seen.departures.map(\.entered).min() else { return nil }
    let stayer = Lane(
      "stays", from: .zero, to: nil, marks: seen.callsOfStayer,
      problem: seen.callsOfStayer.contains { $0 > first } ? nil : "not served")
    let leaks = leaks(seen)
    let lanes = seen.departures.map { departure in
      Lane(
        departure.exit.rawValue, from: departure.entered, to: departure.close == nil ? nil : departure.left,
        marks: departure.lateCalls, problem: problem(departure, isLeak: leaks.contains(departure)))
    }
    return .lanes(
      [stayer] + lanes,
      caption: "Each client's connection, and the upstream calls: of the one who stays all, of the others those after "
        + "they had left")
  }

  private func problem(_ departure: Departure, isLeak: Bool) -> String? {
    if departure.close == nil { return "still open" }
    if isLeak { return "\(departure.lateCalls.count) calls too many" }
    return departure.keepsSocket ? "socket still open" : nil
  }
}

internal import Base
internal import Bench
internal import Report

extension CountCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let readings = measurement.readings
    let wrong = readings.first { $0.problem != nil }
    let failure = wrong.map(failure) ?? measurement.trouble?.failure(Self.name, room)
    return Finding(
      expected:
        "\"\(room.count.field)\" in GET \(room.count.path) is the number of clients that are connected, at any time",
      passed: "\(readings.count) times, with \((readings.map(\.connected).max() ?? 0).counted("client")) at most, the "
        + "number was right",
      failure: failure, reproduce: reproduction(wrong),
      numbers: [
        "readings": .count(readings.count),
        "longest_ms": .milliseconds(readings.map(\.waited).max() ?? .zero),
      ], exhibit: .exchanges(readings.map(row).problemsFirst))
  }

  private func failure(_ reading: Reading) -> Failure {
    guard case .field(let difference)? = reading.problem else {
      return reading.problem.map { Failure(Self.name, "GET \(room.count.path)", $0) }
        ?? Failure("count.wrong", reading.occasion.words)
    }
    return Failure(
      "count.wrong",
      "\(reading.occasion.words), GET \(room.count.path) returned \(difference.words)"
        + (reading.occasion == .duringCalls ? "" : ", and still did after \(reading.waited.inMilliseconds)"),
      next: next(reading), mayBeLate: true)
  }

  private func next(_ reading: Reading) -> String? {
    switch reading.occasion {
    case .atFirst:
      "No one is connected now; clients of the checks before have left. Find out which way of leaving takes a client out "
        + "of the registry, and which does not."
    case .entered: nil
    case .duringCalls:
      "Count who is connected, and not whom the upstream was asked for or who was served lately: enter a client before its "
        + "feed begins."
    case .left(let exit, 1):
      "Find the line that takes a client out of the registry, and check that it runs after \(exit.occasion)."
    case .left:
      "Two clients left at the same time. Look for a number that is read and written in two steps, or a client that is "
        + "taken out under another one's name."
    case .allLeft:
      "Find the line that takes a client out of the registry. It must run for the last client, too, and must not wait for "
        + "a call of the upstream that is still in progress."
    }
  }

  private func reproduction(_ reading: Reading?) -> String {
    let exit: RoomExit
    if case .left(let left, _)? = reading?.occasion { exit = left } else { exit = .closes }
    return SocketReproduction.leaving(exit, room)
  }

  private func row(_ reading: Reading) -> ExchangeRow {
    let seen: String
    switch reading.problem {
    case nil: seen = "\(reading.connected)"
    case .field(let difference): seen = difference.found?.excerpt ?? "no number"
    case .status(let status): seen = "\(status)"
    case .notJSON: seen = "not JSON"
    case .noResponse: seen = "no response"
    }
    return ExchangeRow(
      reading.occasion.words, expected: "\(reading.connected)", seen: seen, holds: reading.problem == nil)
  }
}

extension CountCheck.Occasion {
  /// Begins a sentence.
  var words: String {
    switch self {
    case .atFirst: "with no client connected"
    case .duringCalls: "while the upstream worked on calls for all clients"
    case .entered(let count): "after \(count.counted("client")) had connected"
    case .left(let exit, 1): "after \(exit.occasion)"
    case .left(let exit, let count): "after \(count) had left at the same time (one by \(exit.occasion))"
    case .allLeft: "after all had left while the upstream worked on calls for them"
    }
  }
}

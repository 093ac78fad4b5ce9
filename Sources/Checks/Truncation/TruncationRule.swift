internal import Report

extension TruncationCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let good = measurement.good
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "a stream that the partner breaks off is cut short for the client too; a good one is complete",
      measured: failure ?? "a good stream was complete, and one that broke off could be told from it",
      reproduce: measurement.request.curl,
      measurements: Exhibits.measurements(
        exchanges: [
          ExchangeRow(
            "a good stream", expected: "complete",
            seen: good.status == 200 && measurement.isGoodWhole ? "complete" : good.statusText,
            holds: good.status == 200 && measurement.isGoodWhole)
        ] + (measurement.broken.map { [Self.row($0, holds: failure == nil)] } ?? [])),
      dependsOnControl: good.answer == nil || measurement.broken == .open,
      isInModuleLog: good.isServerError)
  }

  private static func failure(_ seen: Measurement) -> String? {
    let request = seen.request.words
    if case .noAnswer(let reason) = seen.good.outcome { return "\(request): \(reason)" }
    guard seen.good.status == 200, seen.isGoodWhole, let broken = seen.broken else {
      return seen.good.status == 200
        ? "the body of \(request) is not what the partner sent, though nothing was broken off"
        : "\(request) answered \(seen.good.statusText) instead of 200, though nothing was broken off"
    }
    guard seen.wasAsked else { return "\(request) was answered without asking the partner" }
    switch broken {
    case .complete(let status, let bytes):
      // A module that had not begun to answer may still say so with a status.
      return status >= 400
        ? nil
        : "the partner broke off after its first chunk, and the client got a \(status) of \(bytes) bytes with a proper "
          + "end: it looks complete"
    case .cutShort: return nil
    case .open: return "the partner broke off after its first chunk, and the client still waits for the rest"
    case .noAnswer(let reason): return "\(request), when the partner broke off: \(reason)"
    }
  }

  private static func row(_ ending: Ending, holds: Bool) -> ExchangeRow {
    let seen =
      switch ending {
      case .complete(let status, _): status >= 400 ? "\(status)" : "complete"
      case .cutShort: "cut short"
      case .open: "still open"
      case .noAnswer: "no answer"
      }
    return ExchangeRow("one that breaks off", expected: "cut short", seen: seen, holds: holds)
  }
}

internal import Bench
internal import Report

extension TruncationCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let good = measurement.good
    let isGood = good.status == 200 && measurement.isGoodWhole
    return Finding(
      expected: "a stream that the upstream breaks off is cut short for the client too; an intact one is complete",
      passed: "the intact stream ended cleanly; the interrupted one was visibly cut short", failure: failure,
      reproduce: Reproduction.curl(measurement.request),
      exhibit: .exchanges(
        [
          ExchangeRow(
            "an intact stream", expected: "complete", seen: isGood ? "complete" : good.statusText, holds: isGood)
        ] + (measurement.broken.map { [Self.row($0, holds: failure == nil)] } ?? [])))
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let request = seen.request.words
    if let problem = seen.good.problem() {
      return Failure(name, "\(request), with nothing interrupted,", problem)
    }
    guard seen.isGoodWhole, let broken = seen.broken else {
      return Failure(
        "truncation.other-body",
        "the body of \(request) is not what the upstream sent, although nothing was interrupted",
        next: "First make an intact stream arrive as the upstream sends it; the check stream says more.")
    }
    guard seen.wasAsked else {
      return Failure(
        "truncation.no-call", "\(request) was answered without an upstream call, the second time",
        next: "Call the upstream for every \(request), and pass on what this very call returns.")
    }
    switch broken {
    case .complete(let status, let bytes):
      // A module that had not begun to respond may still send an error status.
      if status >= 400 { return nil }
      return Failure(
        "truncation.looks-complete",
        "the client received a \(status) with \(bytes) bytes and a clean end, so the stream that the upstream broke off "
          + "after \(seen.sentChunks) of \(seen.chunks) chunks looks complete")
    case .cutShort: return nil
    case .open:
      return Failure(
        "truncation.still-open",
        "the upstream broke off after \(seen.sentChunks) of \(seen.chunks) chunks, and the client still waits for the rest",
        next: "When the upstream breaks off, end the response to \(request), and let the error reach the server, which "
          + "then cuts the connection.",
        mayBeLate: true)
    case .noAnswer(let reason):
      return Failure(name, "\(request), when the upstream broke off,", .noResponse(reason))
    }
  }

  private static func row(_ ending: Ending, holds: Bool) -> ExchangeRow {
    let seen =
      switch ending {
      case .complete(let status, _): status >= 400 ? "\(status)" : "complete"
      case .cutShort: "cut short"
      case .open: "still open"
      case .noAnswer: "no response"
      }
    return ExchangeRow("an interrupted one", expected: "cut short", seen: seen, holds: holds)
  }
}

internal import Base
internal import Bench
internal import Report

extension StreamCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let passages = measurement.passages
    let failures = passages.map(Self.failure)
    let wrong = failures.firstIndex { $0 != nil }.map { passages[$0] }
    let chunks = passages.map(\.chunks.count).reduce(0, +)
    return Finding(
      expected:
        "each chunk arrives before the upstream sends the next one, and all together are what the upstream sent",
      passed: "\(chunks) chunks in \(passages.count.counted("stream")), each of which arrived before the next was sent",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? passages.first).map { Reproduction.curl($0.request, .asItArrives) } ?? "",
      numbers: ["bytes": .count(passages.map(\.bytes).reduce(0, +)), "chunks": .count(chunks)],
      exhibit: .exchanges((wrong ?? passages.first).map(Self.rows) ?? []))
  }

  private static func failure(_ seen: Passage) -> Failure? {
    let request = seen.request.words
    if let status = seen.status, status != 200 { return Failure(name, request, .status(status)) }
    if let excess = seen.failure, excess.isTooLong { return Failure(name, request, .noResponse(excess)) }
    // A slow machine can explain what did not arrive in time.
    func failure(_ cause: String, _ sentence: String, next: String? = nil) -> Failure {
      Failure("stream.\(cause)", sentence, next: next, mayBeLate: true)
    }
    let all = seen.chunks.count
    switch seen.progress {
    case .neverAsked:
      return seen.failure.map { Failure(name, request, .noResponse($0)) }
        ?? failure(
          "no-call", "\(request) was answered without an upstream call for its stream",
          next: "Call the upstream for every \(request), and pass on what this very call returns.")
    case .withheld(let chunk, let duration, let pings, let arrived) where arrived > 0:
      let bytes = seen.chunks.dropFirst(chunk - 1).first ?? 0
      return failure(
        chunk == 1 ? "buffered" : "buffered-later",
        "of chunk \(chunk) of \(all) (\(bytes) bytes) only \(arrived.counted("byte")) arrived; the rest was not passed on "
          + "for \(duration.inMilliseconds), in which the module answered \(pings) pings",
        next: "Pass on every byte when it comes: do not strip it or hold it for a line end, a next piece, or a buffer."
      )
    case .withheld(1, let duration, let pings, _):
      return failure(
        "buffered",
        "the upstream's first chunk (\(seen.chunks.first ?? 0) bytes) was not passed on for \(duration.inMilliseconds), in "
          + "which the module answered \(pings) pings: it waits for the second chunk, for the end, or for a full buffer"
      )
    case .withheld(let chunk, let duration, let pings, _):
      return failure(
        "buffered-later",
        "chunk \(chunk) of \(all) (\(seen.chunks.dropFirst(chunk - 1).first ?? 0) bytes) was not passed on for \(duration.inMilliseconds), in "
          + "which the module answered \(pings) pings, although the chunks before it arrived immediately",
        next: "Something collects the stream after its beginning, or in blocks of a fixed size. Pass on every chunk of "
          + "\(request) when it comes, whatever its length.")
    case .differs(let chunk):
      return failure(
        "other-body",
        "the body of \(request) differs from what the upstream sent, within the first \(chunk.counted("chunk"))",
        next: "Pass on the upstream's bytes as they are: do not decode, trim, or rewrite them.")
    case .ended(1):
      return failure("ended-early", "\(request) ended before the upstream's first chunk had arrived")
    case .ended(let chunk):
      return failure(
        "ended-early",
        "\(request) ended after \(chunk - 1) of the upstream's \(all.counted("chunk"))"
          + (seen.failure.map { ": \($0)" } ?? ""),
        next: "Pass on every chunk of \(request) until the upstream ends its stream.")
    case .inStep: break
    }
    if let reason = seen.failure {
      return failure("broke-off", "all chunks arrived, and then the response broke off: \(reason)")
    }
    return seen.isWhole
      ? nil
      : failure(
        "other-body",
        "the body of \(request), of \(seen.bytes) bytes, is not what the upstream sent, which were "
          + "\(seen.chunks.reduce(0, +)) bytes",
        next: "Send nothing before, between, or after the upstream's bytes.")
  }

  private static func rows(_ seen: Passage) -> [ExchangeRow] {
    let isInStep = seen.progress == .inStep
    return [
      ExchangeRow(
        seen.request.words, expected: "200", seen: seen.status.map(String.init) ?? "no response",
        holds: seen.status == 200),
      ExchangeRow(
        "its chunks", expected: "immediately", seen: isInStep ? "immediately" : seen.progress.brief, holds: isInStep),
      ExchangeRow(
        "its body", expected: "the upstream's", seen: seen.isWhole ? "the upstream's" : "another",
        holds: seen.isWhole),
    ]
  }
}

extension StreamCheck.Progress {
  fileprivate var brief: String {
    switch self {
    case .inStep: "immediately"
    case .withheld(1, _, _, _): "not before the second"
    case .withheld(let chunk, _, _, _): "chunk \(chunk) held back"
    case .differs: "other bytes"
    case .ended: "not all of them"
    case .neverAsked: "none"
    }
  }
}

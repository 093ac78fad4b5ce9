internal import Base
internal import Bench
internal import Report
internal import Tracks

extension FaultCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let attempts = measurement.attempts
    let wrong = attempts.first { Self.problem($0, measurement.log) != nil }
    let measured = wrong.flatMap { Self.problem($0, measurement.log) }
    // That a line of the log, or an answer, has not come yet may be this machine's fault.
    let isLate = wrong.map { $0.exchange.answer == nil || $0.missing != nil } ?? false
    return Finding(
      measured == nil ? .pass : .fail,
      expected: "an error that a route did not foresee becomes a 500 in JSON that gives nothing away, and the log has "
        + measurement.log.expected,
      measured: measured ?? "\(attempts.count) errors, each a 500 that gives nothing away, and each in the log",
      reproduce: (wrong ?? attempts.first)?.exchange.request.curl ?? "",
      measurements: Exhibits.measurements(exchanges: attempts.flatMap { Self.rows($0, measurement.log) }),
      dependsOnControl: isLate,
      isInModuleLog: wrong.map { $0.missing != nil || $0.exchange.isServerError } ?? false)
  }

  private static func problem(_ attempt: Attempt, _ log: any FaultLogReader) -> String? {
    let request = attempt.exchange.request.words
    guard case .answer(let answer) = attempt.exchange.outcome else {
      guard case .noAnswer(let reason) = attempt.exchange.outcome else { return nil }
      return "\(request): \(reason)"
    }
    if attempt.isSecretShown {
      return "\(request) answered \(answer.status), and the answer shows the secret of the error's text to every caller"
    }
    if answer.status != 500 { return "\(request) answered \(answer.status) instead of 500" }
    if !answer.isJSON {
      return "\(request) answered \(contentType(answer)) instead of JSON: a client that parses answers fails on it"
    }
    guard let missing = attempt.missing, !missing.isEmpty else { return nil }
    return "\(request) answered 500, and the log has \(log.found(missing: missing))"
  }

  private static func contentType(_ answer: Answer) -> String {
    guard let type = answer.header("Content-Type") else { return "a body without a content type" }
    return answer.json == nil && type.contains("json") ? "\(type) that is no JSON" : type
  }

  private static func rows(_ attempt: Attempt, _ log: any FaultLogReader) -> [ExchangeRow] {
    let request = attempt.exchange.request.words
    let answer = attempt.exchange.answer
    let isRight = answer.map { $0.status == 500 && $0.isJSON && !attempt.isSecretShown } ?? false
    let seen = attempt.isSecretShown ? "the secret" : answer?.isJSON == false ? "no JSON" : attempt.exchange.statusText
    let inLog = attempt.missing.map {
      ExchangeRow(
        "its line in the log", expected: log.brief, seen: $0.isEmpty ? "there" : log.found(missing: $0),
        holds: $0.isEmpty)
    }
    return [ExchangeRow(request, expected: "500, no secret", seen: seen, holds: isRight)] + (inLog.map { [$0] } ?? [])
  }
}

internal import Bench
internal import Report
internal import Tracks

extension FaultCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let attempts = measurement.attempts
    let failures = attempts.map { Self.failure($0, measurement.log) }
    let wrong = failures.firstIndex { $0 != nil }.map { attempts[$0] }
    return Finding(
      expected: "an unhandled exception produces a JSON 500 that reveals nothing, and the log has "
        + measurement.log.expected,
      passed: "\(attempts.count) exceptions, each of them a 500 that reveals nothing, and each in the log",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? attempts.first).map { Reproduction.curl($0.exchange.request) } ?? "",
      numbers: ["requests": .count(attempts.count)],
      exhibit: .exchanges(attempts.flatMap { Self.rows($0, measurement.log) }))
  }

  private static func failure(_ attempt: Attempt, _ log: any FaultLogReader) -> Failure? {
    let request = attempt.exchange.request.words
    switch attempt.exchange.outcome {
    case .noAnswer(let reason): return Failure(name, request, .noResponse(reason))
    case .answer(let answer):
      if attempt.isSecretShown {
        return Failure(
          "fault.secret-shown",
          "\(request) returned \(answer.status), and the response shows every caller the secret in the exception's message",
          isInLog: answer.status >= 500)
      }
      if answer.status != 500 { return Failure(name, request, .status(answer.status), insteadOf: "500") }
      if !answer.isJSON {
        return Failure(
          "fault.not-json",
          "\(request) returned \(otherThanJSON(answer)): a client that parses responses fails on it",
          isInLog: true)
      }
      guard let missing = attempt.missing, !missing.isEmpty else { return nil }
      // The log line may not have been written yet, on a slow machine.
      return Failure(
        missing.contains(.description) ? "fault.not-logged" : "fault.incomplete-log",
        "\(request) returned 500, and the log has \(log.found(missing: missing))", mayBeLate: true, isInLog: true)
    }
  }

  private static func otherThanJSON(_ answer: Answer) -> String {
    guard let type = answer.header("Content-Type") else { return "a body without a content type instead of JSON" }
    return answer.json == nil && type.contains("json")
      ? "\(type) with a body that is not JSON" : "\(type) instead of JSON"
  }

  private static func rows(_ attempt: Attempt, _ log: any FaultLogReader) -> [ExchangeRow] {
    let request = attempt.exchange.request.words
    let answer = attempt.exchange.answer
    let isRight = answer.map { $0.status == 500 && $0.isJSON && !attempt.isSecretShown } ?? false
    let seen =
      attempt.isSecretShown ? "the secret" : answer?.isJSON == false ? "not JSON" : attempt.exchange.statusText
    let inLog = attempt.missing.map {
      ExchangeRow(
        "its log line", expected: log.brief, seen: $0.isEmpty ? "complete" : log.found(missing: $0), holds: $0.isEmpty)
    }
    return [ExchangeRow(request, expected: "500, no secret", seen: seen, holds: isRight)] + (inLog.map { [$0] } ?? [])
  }
}

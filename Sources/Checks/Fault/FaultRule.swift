internal import Base
internal import Bench
internal import Report
internal import Tracks

extension FaultCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let attempts = measurement.attempts
    let wrong = attempts.first { Self.problem($0, measurement.track) != nil }
    let measured = wrong.flatMap { Self.problem($0, measurement.track) }
    // That a line of the log, or an answer, has not come yet may be this machine's fault.
    let isLate = wrong.map { $0.exchange.answer == nil || $0.missing != nil } ?? false
    let inLog =
      measurement.track == .swift
      ? "one line with its description, the request's id, and the route's file and line" : "its traceback"
    return Finding(
      measured == nil ? .pass : .fail,
      expected: "an error that a route did not foresee becomes a 500 in JSON that gives nothing away, and the log has "
        + inLog,
      measured: measured ?? "\(attempts.count) errors, each a 500 that gives nothing away, and each in the log",
      reproduce: (wrong ?? attempts.first)?.exchange.request.curl ?? "",
      measurements: Exhibits.measurements(exchanges: attempts.flatMap { Self.rows($0, measurement.track) }),
      dependsOnControl: isLate,
      isInModuleLog: wrong.map { $0.missing != nil || $0.exchange.isServerError } ?? false)
  }

  private static func problem(_ attempt: Attempt, _ track: Track) -> String? {
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
    return "\(request) answered 500, and the log has \(logged(missing, track))"
  }

  private static func contentType(_ answer: Answer) -> String {
    guard let type = answer.header("Content-Type") else { return "a body without a content type" }
    return answer.json == nil && type.contains("json") ? "\(type) that is no JSON" : type
  }

  private static func logged(_ missing: Set<FaultLog.Part>, _ track: Track) -> String {
    if missing.contains(.description) { return "nothing of the error" }
    if track == .fastapi { return "the error's text, but no traceback: nobody learns where it was raised" }
    let names: [(part: FaultLog.Part, name: String)] = [
      (.requestID, "the request's id"), (.place, "the route's file and line"),
    ]
    return "a line with the error's text, but without "
      + names.filter { missing.contains($0.part) }.map(\.name).joined(separator: " and ")
  }

  private static func rows(_ attempt: Attempt, _ track: Track) -> [ExchangeRow] {
    let request = attempt.exchange.request.words
    let answer = attempt.exchange.answer
    let isRight = answer.map { $0.status == 500 && $0.isJSON && !attempt.isSecretShown } ?? false
    let seen = attempt.isSecretShown ? "the secret" : answer?.isJSON == false ? "no JSON" : attempt.exchange.statusText
    let inLog = attempt.missing.map {
      ExchangeRow(
        "its line in the log", expected: track == .swift ? "text, id, place" : "a traceback",
        seen: $0.isEmpty ? "there" : logged($0, track), holds: $0.isEmpty)
    }
    return [ExchangeRow(request, expected: "500, no secret", seen: seen, holds: isRight)] + (inLog.map { [$0] } ?? [])
  }
}

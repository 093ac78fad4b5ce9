internal import Bench
internal import Report
internal import Tracks

extension FaultCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let attempts = measurement.attempts
    let failures = attempts.enumerated().map { Self.failure($1, isFirst: $0 == 0) }
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

  private static func failure(_ attempt: Attempt, isFirst: Bool) -> Failure? {
    let request = attempt.words
    switch attempt.exchange.outcome {
    case .noAnswer(let reason): return Failure(name, request, .noResponse(reason))
    case .answer(let answer):
      if let disclosure = attempt.disclosure {
        return Failure(
          "fault.\(disclosure.code)", "\(request) returned \(answer.status), and \(disclosure.sentence)",
          next:
            "Answer with a fixed text that says no more than the status does. What happened belongs in the log, where "
            + "the request's ID leads to it.")
      }
      if answer.status != 500 {
        return Failure(
          name, request, .status(answer.status), insteadOf: "500",
          next: answer.status < 400
            ? "Where the exception is caught, respond with status 500: callers, caches, and monitoring go by it."
            : "An exception that no one foresaw is the server's fault: respond with status 500.")
      }
      if !attempt.isOfTheRightType {
        return Failure(
          "fault.not-json",
          "\(request) returned \(otherThanJSON(answer)): a client that parses responses fails on it",
          next: attempt.isOtherFault
            ? nil
            : "Respond to the exception with JSON, as the other routes do. If the text comes from the server itself, "
              + "nothing in the module catches the exception, or what catches it raises it again.",
          isInLog: attempt.isOtherFault)
      }
      guard let missing = attempt.missing, !missing.isEmpty else { return nil }
      // The log line may not have been written yet, on a slow machine.
      let found = attempt.gap?.found ?? "not all of it"
      guard missing.contains(.description) else {
        return Failure(
          "fault.incomplete-log", "\(request) returned 500, and the log has \(found)", next: attempt.gap?.next,
          mayBeLate: true, isInLog: true)
      }
      // The requests end with the first that is not in the log.
      return Failure(
        "fault.not-logged",
        "\(request) returned 500, and within 0.5 s the log has \(found)"
          + (isFirst ? "" : ", although it has the same route's exception before: each must be logged"),
        next: attempt.gap.map {
          $0.next + " Write it at once, if lines are collected first."
            + (isFirst ? "" : " Look for a filter, or a memory of what was logged.")
        }, mayBeLate: true, isInLog: true)
    }
  }

  private static func otherThanJSON(_ answer: Answer) -> String {
    guard let type = answer.header("Content-Type") else { return "a body without a content type instead of JSON" }
    return answer.json == nil && type.contains("json")
      ? "\(type) with a body that is not JSON" : "\(type) instead of JSON"
  }

  private static func rows(_ attempt: Attempt, _ log: any FaultLogReader) -> [ExchangeRow] {
    let request = attempt.words
    let answer = attempt.exchange.answer
    let isRight = answer?.status == 500 && attempt.isOfTheRightType && attempt.disclosure == nil
    let seen =
      attempt.disclosure?.brief
      ?? (answer != nil && !attempt.isOfTheRightType ? "not JSON" : attempt.exchange.statusText)
    let inLog = attempt.missing.map {
      ExchangeRow(
        "its log line", expected: log.brief, seen: $0.isEmpty ? "complete" : "incomplete", holds: $0.isEmpty)
    }
    return [ExchangeRow(request, expected: "500, no secret", seen: seen, holds: isRight)] + (inLog.map { [$0] } ?? [])
  }
}

extension FaultCheck.Attempt {
  fileprivate var words: String { exchange.request.words + (isBrowsers ? " from a browser" : "") }
}

extension Disclosure {
  fileprivate var code: String {
    switch kind {
    case .secret: "secret-shown"
    case .message: "message-shown"
    case .type: "type-shown"
    case .file: "file-shown"
    case .traceback: "traceback-shown"
    }
  }

  fileprivate var brief: String {
    switch kind {
    case .secret: "the secret"
    case .message: "the message"
    case .type: "the type"
    case .file: "the file"
    case .traceback: "the traceback"
    }
  }

  fileprivate var sentence: String {
    switch kind {
    case .secret: "\(place) shows every caller the secret in the exception's message"
    case .message(let text): "\(place) shows every caller the exception's message: \"\(text)\""
    case .type(let name): "\(place) shows every caller the exception's type, \(name)"
    case .file(let name): "\(place) shows every caller the name of the source file, \(name)"
    case .traceback: "\(place) shows every caller the traceback, a map of the server"
    }
  }
}

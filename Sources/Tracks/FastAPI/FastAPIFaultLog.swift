internal import Base

/// uvicorn logs the traceback of an exception that reaches it, and so must a module that catches exceptions itself.
package struct FastAPIFaultLog: FaultLogReader {
  package let expected = "its traceback"
  package let brief = "a traceback"

  package init() {}

  package func missing(in log: String, of fault: LoggedFault) -> Set<FaultLogPart> {
    let log = log.plainLog
    if hasTraceback(log, fault) { return [] }
    return log.contains(fault.secret) ? [.traceback] : [.traceback, .description]
  }

  package func gap(_ missing: Set<FaultLogPart>, in log: String, of fault: LoggedFault) -> FaultLogGap {
    let advice =
      "Log the exception where it is caught, with its traceback: logger.exception(…) in the `except` block, or "
      + "exc_info=error elsewhere."
    if log.contains(/^NoneType: None$/.anchorsMatchLineEndings()) {
      return FaultLogGap(
        "\(log.plainLog.firstTellingLine() ?? "a line") and \"NoneType: None\" instead of its traceback",
        next:
          "Here logger.exception runs where no exception is being handled, as in a handler that is a plain def. Pass "
          + "the exception: logger.error(…, exc_info=error).")
    }
    if !missing.contains(.description) {
      return FaultLogGap(
        "the exception's message but no traceback of it, so no one can tell where it was raised", next: advice)
    }
    guard let telling = log.plainLog.firstTellingLine() else {
      return FaultLogGap(
        "nothing about the exception",
        next: advice + " If you do, look for what keeps the logger from printing: its level, its handlers, "
          + "disable_existing_loggers.")
    }
    return FaultLogGap("the line \(telling), but no traceback that leads to the route", next: advice)
  }

  package func exceptions(in log: String, _ sources: SourceFiles) -> [RaisedException] {
    PythonTraceback.all(in: log, sources)
  }

  package func errorCount(in log: String) -> Int { log.ranges(of: "Traceback (most recent call last)").count }

  /// In the standard form, in the same form escaped within JSON, or with frames as fields: places, of which one is in
  /// the module's own code, belongs to the route, and is neither a call of a logger nor a middleware that passes the
  /// request on.
  ///
  /// So "main.py:12" from a formatter, which is where the log was written, is not a traceback, and neither is a stack
  /// that ends where the exception was caught, or the traceback of an exception that was raised instead.
  private func hasTraceback(_ log: String, _ fault: LoggedFault) -> Bool {
    let places = SourcePlace.all(in: log.plainSpelling, suffix: TrackLayout.fastapi.sourceSuffix)
    let isNamed = log.contains(/traceback|stack|frames/.ignoresCase())
    guard isNamed || Set(places.map(\.words)).count > 1 else { return false }
    let route = fault.path.flatMap { PythonRoute($0, in: fault.sources) }
    return places.contains { place in
      let lines = fault.sources.ownLines(place.line, at: place.before).filter { Self.isOfTheFault($0.text) }
      return !lines.isEmpty && route?.contains(line: place.line, of: lines.map(\.file)) ?? true
    }
  }

  private static func isOfTheFault(_ line: String) -> Bool {
    // `\W` rather than `\b`, which takes "logger.error" for one word.
    let isLogging = line.contains(
      /(?:^|\W)(?:print\w*|debug|info|warn|warning|error|exception|critical|fatal|log)\s*\(/)
    let isPassingOn = line.contains(/(?:^|\W)(?:call_next|app)\s*\(|\(\s*scope\W/)
    return line.contains(/^\s*raise\s+\w/) || !isLogging && !isPassingOn
  }
}

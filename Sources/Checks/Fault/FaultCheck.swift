package import Bench
package import Lessons
package import Tracks

/// Requests a route that raises an exception or throws an error, and examines the response and the module's log.
package struct FaultCheck: TrafficCheck {
  package struct Attempt: Sendable {
    package let exchange: Exchange
    /// What the response shows of the exception; nil when it shows nothing.
    package let disclosure: Disclosure?
    /// What is missing from the log; nil when the response was wrong already, so that the log was not read.
    package let missing: Set<FaultLogPart>?
    /// What the log has instead; nil when nothing is missing.
    package let gap: FaultLogGap?
    /// True when the log tells of another exception than the route's.
    package let isOtherFault: Bool
    /// True when the request was one that a browser sends for a page, which may be answered with one.
    package let isBrowsers: Bool

    package init(
      _ exchange: Exchange, disclosure: Disclosure? = nil, missing: Set<FaultLogPart>?, gap: FaultLogGap? = nil,
      isOtherFault: Bool = false, isBrowsers: Bool = false
    ) {
      self.exchange = exchange
      self.disclosure = disclosure
      self.missing = missing
      self.gap = gap
      self.isOtherFault = isOtherFault
      self.isBrowsers = isBrowsers
    }

    var isOfTheRightType: Bool { isBrowsers || exchange.answer?.isJSON == true }
  }

  package struct Measurement: Sendable {
    /// Reads the log as the module's track writes it.
    package let log: any FaultLogReader
    package let attempts: [Attempt]

    package init(log: any FaultLogReader, attempts: [Attempt]) {
      self.log = log
      self.attempts = attempts
    }
  }

  /// A log may be written by its own thread, a little after the response.
  private static let patience = Duration.milliseconds(500)
  private static let pings = 5
  /// So many requests leave one for a browser, besides one with an ID and one without.
  private static let enoughForABrowser = 3
  /// What a browser says of itself, here on a page of the lesson's front end.
  private static let browser = [
    ProbeRequest.Header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ProbeRequest.Header(
      "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Safari/537.36"),
    ProbeRequest.Header("Origin", "https://app.example"),
  ]

  private let request: RequestTemplate
  private let header: String
  private let times: Int

  package static let name = "fault"
  package static let summary =
    "Requests a route that raises an exception, once as a browser does, and looks at the response and at the module's "
    + "log."
  package static let parameters: [Parameter] = [
    .request, .send, Parameter("header", "a header's name", "Carries the request's ID."),
    Parameter(
      "times", "a whole number from 1 to 10; 3 by default",
      "How often; the last request has no ID, and of three or more one before it is a browser's."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    header = try fields.text("header")
    times = try fields.integer("times", in: 1...10, default: 3)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let log = try TrackRegistry.definition(of: bench.module.track).faultLog
    // Without its files, no place in the log could be looked up.
    try bench.module.source.requireFiles()
    let sources = SourceFiles(of: bench.module.source)
    var attempts: [Attempt] = []
    let browsers = times >= Self.enoughForABrowser ? bench.values.integer(in: 1...times - 1) : nil
    for number in 1...times where attempts.allSatisfy({ $0.missing == [] }) {
      // The last request carries no id, so the module must make one.
      attempts.append(
        try await attempt(
          log, sources, number < times ? CallersID.any(bench.values) : nil, asBrowser: number == browsers, bench))
    }
    return Measurement(log: log, attempts: attempts)
  }

  private func attempt(
    _ log: any FaultLogReader, _ sources: SourceFiles, _ id: String?, asBrowser isBrowsers: Bool, _ bench: Bench
  ) async throws -> Attempt {
    let output = bench.module.output
    let mark = output.count
    let headers = (isBrowsers ? Self.browser : []) + (id.map { [ProbeRequest.Header(header, $0)] } ?? [])
    let request = request.fresh(bench.values, headers: headers)
    let exchange = try await bench.ask(request)
    guard let answer = exchange.answer else { return Attempt(exchange, missing: nil, isBrowsers: isBrowsers) }
    func disclosure() -> Disclosure? {
      let raised =
        log.exceptions(in: output.text(since: mark), sources)
        + log.account(of: request.method, request.target, in: bench.module).raised
      return HiddenFault(secret: bench.secret, exceptions: raised, files: sources.names).disclosure(in: answer)
    }
    // Whether a response carries another id than the caller's, or none, is another check's concern.
    let ids = (id.map { [$0] } ?? []) + answer.values(of: header).filter { !$0.isEmpty }
    let shown = disclosure()
    guard answer.status == 500, isBrowsers || answer.isJSON, shown == nil else {
      let raised = log.exceptions(in: output.text(since: mark), sources)
      let isOther = !raised.isEmpty && !raised.contains { $0.message.contains(bench.secret) }
      return Attempt(exchange, disclosure: shown, missing: nil, isOtherFault: isOther, isBrowsers: isBrowsers)
    }
    let answered = ContinuousClock.now
    func fault() -> LoggedFault {
      LoggedFault(
        secret: bench.secret, ids: ids, sources: sources, path: request.target,
        account: log.account(of: request.method, request.target, in: bench.module))
    }
    var missing = log.missing(in: output.text(since: mark), of: fault())
    while !missing.isEmpty {
      let waited = ContinuousClock.now - answered
      let pings = bench.recorder.beats.count { $0.sent >= answered }
      guard waited < bench.patience, waited < bench.paced(Self.patience) || pings < Self.pings else { break }
      let length = output.count
      repeat {
        try await Task.sleep(for: .milliseconds(3))
      } while output.count == length && ContinuousClock.now - answered < bench.paced(Self.patience)
      missing = log.missing(in: output.text(since: mark), of: fault())
    }
    // The log tells what the exception's type and message are, and it may have come after the response.
    if let shown = disclosure() {
      return Attempt(exchange, disclosure: shown, missing: nil, isBrowsers: isBrowsers)
    }
    let gap = missing.isEmpty ? nil : log.gap(missing, in: output.text(since: mark), of: fault())
    return Attempt(exchange, missing: missing, gap: gap, isBrowsers: isBrowsers)
  }
}

extension Answer {
  /// True when the response says that it is JSON, and is.
  package var isJSON: Bool {
    let type = header("Content-Type")?.lowercased() ?? ""
    return type.contains(/^application\/(?:[\w.-]+\+)?json(?:\s*;|\s*$)/) && json != nil
  }
}

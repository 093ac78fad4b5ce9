internal import Base
internal import Bench

extension ResponsiveCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    Finding(
      expected: "while another program has the database locked, a request for a page waits for it and /ping responds; "
        + "after the unlock, the page arrives",
      passed: Self.success(measurement), failure: Self.failure(measurement), reproduce: Self.reproduction(measurement),
      numbers: ["pings": .count(measurement.pings), "held_ms": .milliseconds(measurement.held)])
  }

  private static func reproduction(_ seen: Measurement) -> String {
    if seen.journalMode != "delete" {
      return "\(Reproduction.curl(seen.request)) >/dev/null; \(Reproduction.sqlite("PRAGMA journal_mode"))"
        + "   # delete, if left alone"
    }
    return "(echo 'BEGIN EXCLUSIVE;'; sleep 3) | sqlite3 \"${DATABASE_PATH:?}\" & sleep 0.5; "
      + Reproduction.ping(beside: seen.request, times: 1)
  }

  private static func success(_ seen: Measurement) -> String {
    if case .answered = seen.ending {
      return
        "\(seen.request.words) was answered immediately from rows read earlier, so no request had to wait; another "
        + "check judges whether those rows are still right"
    }
    return
      "\(seen.pings) pings were answered in the \(seen.held.inMilliseconds) that \(seen.request.words) waited; then "
      + "its page arrived"
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    if seen.journalMode != "delete" {
      return Failure(
        "responsive.journal-mode",
        "the module changed the database's journal mode to \(seen.journalMode), which only the program that owns the file "
          + "may choose", isInLog: seen.isFault)
    }
    // Only a hold that lasted to its end can have been cut short by a slow machine.
    let mayBeLate = seen.ending == .served || seen.ending == .patience
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure("responsive.\(cause)", sentence, mayBeLate: mayBeLate, isInLog: seen.isFault)
    }
    if seen.before.status != 200 { return failure("no-page", PageExchange(seen.request, seen.before).words) }
    let exchange = PageExchange(seen.request, seen.page)
    // Other checks judge whether these are the right rows, as long as there are any.
    let isServed = seen.page.status == 200 && (seen.page.rows?.isEmpty != true || seen.before.rows?.isEmpty == true)
    switch seen.ending {
    case .stuck(let call):
      return failure(
        "loop-blocked",
        "the event loop was blocked\(call.map { " in \($0)" } ?? "") while the database was locked, so no "
          + "other request was served")
    case .patience:
      return failure(
        "no-ping", "no /ping was answered in the \(seen.held.inMilliseconds) that \(seen.request.words) waited")
    case .answered where !isServed:
      return failure(
        "gave-up", "\(exchange.words) while the database was locked, after \(seen.held.inMilliseconds): it did not wait"
      )
    case .answered(let isCurrent):
      return isCurrent
        ? failure(
          "read-past-lock", "\(exchange.words) while the database was locked: it read past another program's lock")
        : nil
    case .served:
      return isServed ? nil : failure("lost-page", "after the unlock, \(exchange.words)")
    }
  }
}

extension ResponsiveCheck.Measurement {
  fileprivate var isFault: Bool { page.isFault || before.isFault }
}

package import Probes

extension ResponsiveProbe: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let isSeen = if case .stuck = measurement.ending { true } else { false }
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "while another program has the database to itself, a page's request waits for it, /ping is answered "
        + "meanwhile, and afterwards the page comes",
      measured: failure
        ?? "\(measurement.pings) pings were answered in the \(measurement.held.inMilliseconds) that "
        + "\(measurement.request.words) waited, and then its page came",
      reproduce: "(echo 'BEGIN EXCLUSIVE;'; sleep 3) | sqlite3 $DATABASE_PATH & sleep 0.5; "
        + "curl -s 'http://127.0.0.1:8000\(measurement.request.target)' & sleep 0.1; "
        + "curl -s -w ' %{time_total} s\\n' http://127.0.0.1:8000/ping; wait",
      measurements: [
        "journal_mode": .text(measurement.journalMode), "pings": .count(measurement.pings),
        "held_ms": .milliseconds(measurement.held),
      ],
      dependsOnControl: !isSeen && measurement.ending != .answered, isInModuleLog: measurement.page.isFault)
  }

  private static func failure(_ seen: Measurement) -> String? {
    if seen.journalMode != "delete" {
      return "the module set the database's journal mode to \(seen.journalMode), which is for the program that owns "
        + "the file to choose"
    }
    let exchange = PageExchange(seen.request, seen.page)
    switch seen.ending {
    case .stuck(let call):
      return "the event loop's own thread slept\(call.map { " in \($0)" } ?? "") for as long as the database was "
        + "locked: nobody else was served"
    case .patience: return "no /ping was answered in \(seen.held.inMilliseconds) while \(seen.request.words) waited"
    case .answered where seen.page.rows != nil:
      return "\(exchange.words) while the database was locked: it did not ask the database"
    case .answered:
      return "\(exchange.words) while the database was locked, after \(seen.held.inMilliseconds): it did not wait"
    case .served:
      // Whether these are the right rows is for other checks to say, as long as there are any.
      let isServed = seen.page.status == 200 && (seen.page.rows?.isEmpty != true || seen.wanted.isEmpty)
      return isServed ? nil : "when the database was free again, \(exchange.words)"
    }
  }
}

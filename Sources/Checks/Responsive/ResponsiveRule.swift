internal import Base

extension ResponsiveCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "while another program has the database to itself, a page's request waits for it, /ping is answered "
        + "meanwhile, and afterwards the page comes",
      measured: failure ?? Self.success(measurement),
      reproduce: Self.reproduction(measurement),
      measurements: [
        "journal_mode": .text(measurement.journalMode), "pings": .count(measurement.pings),
        "held_ms": .milliseconds(measurement.held),
      ],
      dependsOnControl: Self.mayBeLate(measurement),
      isInModuleLog: measurement.page.isFault || measurement.before.isFault)
  }

  private static func reproduction(_ seen: Measurement) -> String {
    if seen.journalMode != "delete" {
      return "\(seen.request.curl) >/dev/null; sqlite3 $DATABASE_PATH 'PRAGMA journal_mode'   # delete, if left alone"
    }
    return "(echo 'BEGIN EXCLUSIVE;'; sleep 3) | sqlite3 $DATABASE_PATH & sleep 0.5; "
      + "curl -s 'http://127.0.0.1:8000\(seen.request.target)' & sleep 0.1; "
      + "curl -s -w ' %{time_total} s\\n' http://127.0.0.1:8000/ping; wait"
  }

  private static func mayBeLate(_ seen: Measurement) -> Bool {
    switch seen.ending {
    case .stuck, .answered: false
    case .served, .patience: true
    }
  }

  private static func success(_ seen: Measurement) -> String {
    if case .answered = seen.ending {
      return
        "\(seen.request.words) was answered at once, from rows of an earlier time: nobody had to wait, and whether "
        + "those rows are still right is for another check to say"
    }
    return
      "\(seen.pings) pings were answered in the \(seen.held.inMilliseconds) that \(seen.request.words) waited, and "
      + "then its page came"
  }

  private static func failure(_ seen: Measurement) -> String? {
    if seen.journalMode != "delete" {
      return "the module set the database's journal mode to \(seen.journalMode), which is for the program that owns "
        + "the file to choose"
    }
    if seen.before.status != 200 { return PageExchange(seen.request, seen.before).words }
    let exchange = PageExchange(seen.request, seen.page)
    // Whether these are the right rows is for other checks to say, as long as there are any.
    let isServed = seen.page.status == 200 && (seen.page.rows?.isEmpty != true || seen.before.rows?.isEmpty == true)
    switch seen.ending {
    case .stuck(let call):
      return "the event loop's own thread slept\(call.map { " in \($0)" } ?? "") while the database was locked: "
        + "nobody else was served meanwhile"
    case .patience: return "no /ping was answered in \(seen.held.inMilliseconds) while \(seen.request.words) waited"
    case .answered where !isServed:
      return "\(exchange.words) while the database was locked, after \(seen.held.inMilliseconds): it did not wait"
    case .answered(let isCurrent):
      return isCurrent ? "\(exchange.words) while the database was locked: it read past another program's lock" : nil
    case .served: return isServed ? nil : "when the database was free again, \(exchange.words)"
    }
  }
}

internal import Base
internal import Bench
internal import Report

extension ResponsiveCheck {
  package static let thresholds = [
    timedSleepThreshold, sleepThreshold, asleepThreshold, pingsThreshold, shortageThreshold, patienceThreshold,
  ]

  static let timedSleepThreshold = Threshold(
    "timed_sleep_ms", .below(50),
    "the event loop of a right module never sleeps in a call that ends after a set time; SQLite does so for up to 100 ms at "
      + "a time")
  static let sleepThreshold = Threshold(
    "sleep_ms", .below(250),
    "a semaphore or a join waits as long as the lock lasts; a right module's waits end within 50")
  static let asleepThreshold = Threshold(
    "asleep_ms", .below(100), "right modules measure 0; short waits for the database, one after another, add up to 1000"
  )
  private static let pingsThreshold = Threshold(
    "pings", .atLeast(5), "right modules answer 50 and more while the database is locked, those that block none or one")
  private static let shortageThreshold = Threshold(
    "shortage_share", .below(0.3),
    "a module that waited so long for a processor was kept from responding by this machine: inconclusive")
  private static let patienceThreshold = Threshold(
    "gave_up_ms", .atLeast(1_500),
    "a lock may last that long; if an error comes later while it is there, this machine was late")

  /// A module that works for so long while all requests wait for the database tries again and again.
  private static let busyShare = 0.5
  /// Beside other busy processes such a module gets less, but it never sleeps either; one that was merely kept from
  /// running takes less than a tenth.
  private static let leastBusyShare = 0.1
  private static let mostActive = 0.85

  package func judge(_ measurement: Measurement) -> Finding {
    let verdict = verdict(measurement)
    let expected =
      "while another program has the database locked for 1.5 s, requests for pages wait for it and /ping responds; after the "
      + "unlock, the pages arrive as they are by then"
    if case .inconclusive(let reason) = verdict {
      return Finding(
        expected: expected, inconclusive: reason, reproduce: reproduction(measurement, nil),
        numbers: Self.numbers(measurement))
    }
    let failure: Failure? = if case .failure(let failure) = verdict { failure } else { nil }
    return Finding(
      expected: expected, passed: Self.success(measurement), failure: failure,
      reproduce: reproduction(measurement, failure), numbers: Self.numbers(measurement))
  }

  private enum Ruling {
    case pass
    case failure(Failure)
    case inconclusive(String)
  }

  private func verdict(_ seen: Measurement) -> Ruling {
    let lock = seen.lock
    if seen.journalMode != "delete" { return .failure(Self.journalMode(seen)) }
    if seen.first.page.rows == nil { return .failure(seen.first.failure(Self.name)) }
    if let block = lock.block { return .failure(Self.blocked(seen, block)) }
    if let early = seen.held.first(where: \.isEarly) {
      return early.page.rows == nil && Self.patienceThreshold.allows(early.elapsed.milliseconds)
        ? .inconclusive("this machine was too busy: the lock lasted longer than 1.5 s (otherwise: \(early.words))")
        : .failure(early.early)
    }
    if !Self.pingsThreshold.allows(Double(lock.pings)) {
      let failure = Self.unanswered(seen)
      let isStarved = !Self.shortageThreshold.allows(Self.share(lock.processorTime.awaited, lock))
      return Self.isBusy(lock) || !isStarved
        ? .failure(failure) : .inconclusive("this machine was too busy for the module (otherwise: \(failure.sentence))")
    }
    return seen.held.lazy.compactMap(\.late).first.map { .failure($0) } ?? .pass
  }

  private static func share(_ time: Duration, _ lock: Lock) -> Double { time / max(lock.duration, .milliseconds(1)) }

  private static func isBusy(_ lock: Lock) -> Bool {
    let share = share(lock.processorTime.used, lock)
    return share >= busyShare || share >= leastBusyShare && lock.activeShare > mostActive
  }

  private static func success(_ seen: Measurement) -> String {
    "\(seen.lock.pings) pings were answered in the \(seen.lock.duration.inMilliseconds) that "
      + "\(seen.held.count.counted("request")) for a page waited; then the pages arrived"
  }

  private static func numbers(_ seen: Measurement) -> [String: Measure] {
    let lock = seen.lock
    let gaveUp = seen.held.filter { $0.isEarly && $0.page.rows == nil }.map(\.elapsed).min()
    var numbers: [String: Measure] = [
      "pings": .count(lock.pings, pingsThreshold.limit), "held_ms": .milliseconds(lock.duration),
      "asleep_ms": .milliseconds(lock.asleep, asleepThreshold.limit),
      "timed_sleep_ms": .milliseconds(lock.longestTimedSleep, timedSleepThreshold.limit),
      "sleep_ms": .milliseconds(lock.longestSleep, sleepThreshold.limit),
      "shortage_share": .ratio(share(lock.processorTime.awaited, lock), shortageThreshold.limit),
      "requests": .count(seen.held.count),
    ]
    numbers["gave_up_ms"] = gaveUp.map { .milliseconds($0, patienceThreshold.limit) }
    return numbers
  }

  private static func journalMode(_ seen: Measurement) -> Failure {
    Failure(
      "responsive.journal-mode",
      "the module changed the database's journal mode to \(seen.journalMode), which only the program that owns the file "
        + "may choose",
      next:
        "Open the file without changing its journal mode: leave out PRAGMA journal_mode, and in Swift use a DatabaseQueue, "
        + "because a DatabasePool switches to wal.")
  }

  private static func blocked(_ seen: Measurement, _ block: Lock.Block) -> Failure {
    func failure(_ how: String, _ next: String) -> Failure {
      Failure(
        "responsive.loop-blocked",
        "/ping waits: the event loop was blocked \(how) while the database was locked, so no other request was served",
        next: next)
    }
    switch block {
    case .sleeps:
      return failure(
        "again and again, for \(seen.lock.asleep.inMilliseconds) of \(seen.lock.duration.inMilliseconds),",
        "Each wait for the database is short, but it blocks the event loop. Wait on another thread, or let the driver fail "
          + "immediately and await a pause before the next attempt.")
    case .sleep(let stall):
      let call = stall.call.map { " in \($0)" } ?? ""
      return failure(
        "for \(stall.duration.inMilliseconds)\(call)",
        stall.call?.isFutex == true
          ? "Something else reads the database, but the event loop's own thread waits for it (a semaphore, a lock, a "
            + "queue, a join, .result(), or in Swift `database.read` in a function that is not async). Await the result "
            + "instead. \(sent(seen))"
          : "A handler waits for the database on the event loop's own thread. Await the query, or run it on another thread. "
            + "In Swift, opening the file waits for the lock as well: open it once, before `app.run()`. \(sent(seen))")
    }
  }

  /// All requests that were sent while the database was locked: which of them blocked the event loop was not seen.
  private static func sent(_ seen: Measurement) -> String {
    let requests = seen.held.isEmpty ? [seen.first.request] : seen.held.map(\.request)
    let words = requests.map(\.words).joined(separator: ", ")
    return requests.count == 1 ? "The request was \(words)." : "It is the handler of at least one of these: \(words)."
  }

  private static func unanswered(_ seen: Measurement) -> Failure {
    let lock = seen.lock
    let isBusy = isBusy(lock)
    let number =
      lock.pings == 0 ? "no /ping was" : "only \(lock.pings.counted("/ping")) \(lock.pings == 1 ? "was" : "were")"
    return Failure(
      "responsive.no-ping",
      "/ping waits: \(number) answered in the \(lock.duration.inMilliseconds) that the database was locked, "
        + (isBusy
          ? "while the module used \(lock.processorTime.used.inMilliseconds) of CPU time"
          : "though the event loop's thread was not blocked"),
      next: isBusy
        ? "The event loop tries again and again without a pause. Wait for the database on another thread, or await a pause "
          + "between two attempts."
        : "GET /ping itself waits, for the database or for something that a waiting page holds: a lock, a middleware, a pool "
          + "of threads or connections. Let it respond without any of these.",
      mayBeLate: !isBusy)
  }
}

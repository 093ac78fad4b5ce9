internal import Base
internal import Bench
internal import Report

extension FeedCheck {
  /// A module that asks in a fixed rhythm, whether or not an earlier call is answered, does not ask again for a slow one.
  private static let rhythm = 3
  private static let leastRhythm = Duration.milliseconds(50)
  private static let otherCallThreshold = Threshold(
    "other_calls", .atLeast(2),
    "a feed of its own is asked some twenty times in the meantime, one that stands still not at all")
  /// A module that lacked a processor for so long may have had too little time for anything, unless it slept for longer
  /// than an echo takes.
  private static let mostStarved = Duration.milliseconds(300)
  private static let leastIdle = Duration.milliseconds(200)

  package static let thresholds = [otherCallThreshold]

  package func judge(_ measurement: Measurement) -> Finding {
    let holds = measurement.holds
    let failure =
      measurement.trouble?.failure(Self.name, room) ?? holds.lazy.compactMap(impatience).first
      ?? measurement.accounts.lazy.compactMap(failure).first ?? holds.lazy.compactMap(failure).first
    let expected =
      "each client gets every number that the upstream returns for it, once, and no other; a call that takes 1 s is waited "
      + "for, and holds up nothing else"
    let numbers = numbers(measurement)
    let reproduce = SocketReproduction.connect("ada", room, "--for 3")
    if let failure, failure.mayBeLate, let hold = holds.first, hold.starved >= Self.mostStarved,
      hold.idle < Self.leastIdle
    {
      return Finding(
        expected: expected,
        inconclusive: "the module had no processor for \(hold.starved.inMilliseconds) (otherwise: \(failure.sentence))",
        reproduce: reproduce, numbers: numbers)
    }
    let replies = measurement.accounts.map(\.replies).reduce(0, +)
    return Finding(
      expected: expected,
      passed: "\(replies) numbers reached the right client; while \(holds.count.counted("call")) took "
        + "\((holds.first?.lateness ?? .zero).inMilliseconds), the clients' texts came back and another client's feed went "
        + "on (\((holds.first?.otherCalls ?? 0).counted("call")))",
      failure: failure, reproduce: reproduce, numbers: numbers)
  }

  private func numbers(_ seen: Measurement) -> [String: Measure] {
    var numbers: [String: Measure] = [
      "replies": .count(seen.accounts.map(\.replies).reduce(0, +)),
      "missing": .count(seen.accounts.map(\.missing).reduce(0, +), .atMost(0)),
    ]
    if let hold = seen.holds.first {
      numbers["slow_ms"] = .milliseconds(hold.lateness)
      numbers["other_calls"] = .count(hold.otherCalls, Self.otherCallThreshold.limit)
    }
    return numbers
  }

  private func failure(_ account: Account) -> Failure? {
    if let number = account.foreign.first {
      return Failure(
        "feed.foreign", "a client got \(words(number)), which the upstream had not returned for it",
        next: "Send each client the numbers of the calls that were made with its own ID, unchanged.")
    }
    if let number = account.repeated.first {
      return Failure(
        "feed.repeated", "a client got \(words(number)) twice, and the upstream had returned it once",
        next: "Send a number when the upstream has returned it, and only then: an old one is no news.")
    }
    if account.missing > 0 {
      return Failure(
        "feed.missing",
        "of \(account.replies) numbers that the upstream returned for a client, \(account.missing) did not reach it",
        next: "Send the client the number of every reply to its own feed call.", mayBeLate: true)
    }
    return nil
  }

  private func impatience(_ hold: Hold) -> Failure? {
    let lateness = hold.lateness.inMilliseconds
    if let abandoned = hold.abandoned {
      return Failure(
        "feed.gave-up",
        "a call that would have been answered after \(lateness) was given up after \(abandoned.inMilliseconds)",
        next:
          "Wait for the call for as long as the upstream may take, which is 1 s: set the client's timeout accordingly.")
    }
    if let askedAgain = hold.askedAgain, askedAgain > max(hold.usualPause, Self.leastRhythm) * Self.rhythm {
      return Failure(
        "feed.asked-again",
        "while the upstream worked on a call, it was asked for the same client again after \(askedAgain.inMilliseconds)",
        next: "Wait for the first call. A second one doubles the load of an upstream that is already slow.",
        mayBeLate: true)
    }
    return nil
  }

  private func failure(_ hold: Hold) -> Failure? {
    let lateness = hold.lateness.inMilliseconds
    guard hold.echoed != nil else {
      return Failure(
        "feed.holds-client",
        "while the upstream worked on a client's call for \(lateness), the client said something, and it did not come back",
        next: "Something waits for the feed before it reads the next message, or the event loop is blocked. Receive "
          + "messages and ask the feed in tasks of their own.", mayBeLate: true)
    }
    guard Self.otherCallThreshold.allows(Double(hold.otherCalls)) else {
      return Failure(
        "feed.holds-others",
        "while the upstream worked on calls for some clients for \(lateness), it was asked only "
          + "\(hold.otherCalls.counted("time")) for another one",
        next:
          "Ask the feed of each client every 50 ms, in a task of its own, so that none waits for another one's call.",
        mayBeLate: true)
    }
    guard hold.isDelivered else {
      return Failure(
        "feed.lost",
        "the number that the upstream returned after \(lateness) did not reach the client, or no call followed",
        next: "Send the number of a slow reply like any other, and go on.", mayBeLate: true)
    }
    return nil
  }

  private func words(_ number: Double) -> String {
    number.isNaN ? "a text for a number that is none" : "the number \(number)"
  }
}

internal import Base
internal import Bench
internal import Report

extension PatienceCheck {
  /// An event loop that waited for a processor for this share of the time may have had too little of one to respond.
  private static let leastStarvedShare = 0.3

  package func judge(_ measurement: Measurement) -> Finding {
    let replies = measurement.replies
    let culprit = Self.culprit(measurement)
    let expected =
      "each request waits for its own upstream call, which may take 1 s"
      + (isLocking ? ", and for a locked database, for up to 1.5 s" : "")
      + ": one call, no error, and no value that is old or made up"
    let reproduce = culprit.map { $0.reply.reproduction(routes[$0.reply.route].row) } ?? ""
    let numbers: [String: Measure] = [
      "requests": .count(replies.count), "problems": .count(replies.count { $0.problem != nil }, .atMost(0)),
      "longest_ms": .milliseconds(replies.map(\.elapsed).max() ?? .zero),
    ]
    let exhibit = Exhibit.exchanges(replies.map(\.row).problemsFirst)
    let failure = Self.journalFailure(measurement) ?? culprit?.failure
    if let reason = failure.map({
      $0 == culprit?.failure && culprit?.isClear == false ? "otherwise: \($0.sentence)" : nil
    })
      ?? Self.unheld(measurement)
    {
      return Finding(
        expected: expected, inconclusive: "this machine was too busy for the module (\(reason))", reproduce: reproduce,
        numbers: numbers, exhibit: exhibit)
    }
    return Finding(
      expected: expected, passed: Self.success(measurement), failure: failure, reproduce: reproduce, numbers: numbers,
      exhibit: exhibit)
  }

  private typealias Culprit = (reply: PatienceReply, failure: Failure, isClear: Bool)

  /// The first failure that a slow machine cannot explain; only without one, another.
  private static func culprit(_ seen: Measurement) -> Culprit? {
    let failures = seen.replies.compactMap { reply in
      reply.failure(seen.waits).map { (reply, $0, isClear(reply, seen)) }
    }
    return failures.first { $0.2 && !$0.1.mayBeLate } ?? failures.first { $0.2 } ?? failures.first
  }

  /// False for a failure that may be that of a module which waits long enough, on a machine that gave it no processor.
  private static func isClear(_ reply: PatienceReply, _ seen: Measurement) -> Bool {
    if reply.isGivenUp { return seen.starvedShare < leastStarvedShare }
    return !reply.dependsOnTime || reply.firstSign < reply.limit(seen.waits) + seen.waits.slack
  }

  private static func journalFailure(_ seen: Measurement) -> Failure? {
    guard let mode = seen.journalMode, mode != journalMode else { return nil }
    return Failure(
      "patience.journal-mode",
      "the module changed the database's journal mode to \(mode), so that it waits for no other program's lock; only the "
        + "program that owns the file may choose",
      next: "Leave the journal mode as it is: remove the PRAGMA that sets it (in Swift, use DatabaseQueue instead of "
        + "DatabasePool), and wait for locks.")
  }

  /// A request of whose route no call was slow, because all came too late to be held.
  private static func unheld(_ seen: Measurement) -> String? {
    let slow = seen.replies.filter { $0.round == .slow }
    let held = Set(slow.filter(\.isHeld).map(\.route))
    return slow.first { !held.contains($0.route) }
      .map { "its upstream calls for \($0.exchange.request.words) came too late to be held" }
  }

  private static func success(_ seen: Measurement) -> String {
    let slow = seen.replies.count(where: \.isHeld)
    let locked = seen.replies.count { $0.round == .locked }
    let parts = [
      slow > 0 ? "the upstream took \(seen.waits.delay.inMilliseconds) over \(slow) of them" : nil,
      locked > 0 ? "the database was locked for \(seen.waits.lock.inMilliseconds) during \(locked)" : nil,
    ]
    return "\(seen.replies.count) requests, each with its own values; "
      + parts.compactMap(\.self).joined(separator: ", and ")
  }
}

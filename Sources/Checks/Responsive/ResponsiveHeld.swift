internal import Base
internal import Bench

/// What is wrong with one of the pages that had to wait.
extension ResponsiveCheck.Held {
  var words: String { PageExchange(request, page).words }

  /// The page came though nobody could read the database.
  var early: Failure {
    let when = "after \(elapsed.inMilliseconds), while the database was locked"
    guard let rows = page.rows else {
      let hasWaited = elapsed >= .milliseconds(50)
      let next =
        "A lock may last 1.5 s, and \(request.words) must wait for its end: give the driver a longer busy timeout "
        + "(.waiting in Swift, timeout=5 in Python), "
        + (hasWaited
          ? "and let no time limit of your own end the wait." : "and turn no request away while others wait.")
      return Failure(
        page == .noList ? "responsive.made-up" : "responsive.gave-up",
        "\(words) \(when): it \(page != .noList && hasWaited ? "gave up" : "did not wait")", next: next,
        isInLog: page.isFault)
    }
    switch shown(rows) {
    case .old(let change):
      return Failure(
        "responsive.earlier-copy",
        "\(request.words) was answered \(when), from an earlier copy: \(change.words(change.from)), which is the value from "
          + "before a change", next: Self.nextForCopy)
    case .new:
      return Failure(
        "responsive.read-past-lock",
        "\(words) \(when), with a change that was committed right before: it read past another program's lock, or from a copy",
        next:
          "Read the database itself for every request, and let SQLite wait for locks: no copy of its rows or of the file, no "
          + "immutable=1, no nolock=1.")
    case .neither where rows.isEmpty:
      return Failure(
        "responsive.made-up", "\(words) \(when), as if the table had none",
        next: "Look for an error of the database that becomes an empty list. Wait for the lock to end instead.")
    case .neither:
      return before?.rows == rows
        ? Failure(
          "responsive.earlier-copy", "\(request.words) was answered \(when), with the page from before",
          next: Self.nextForCopy)
        : Failure(
          "responsive.made-up", "\(words) \(when): nobody could read the database then, so they are not its rows",
          next: "Look for rows that do not come from the database. Wait for the lock to end instead.")
    }
  }

  /// What is wrong with the page that came after the unlock; nil when it is right.
  var late: Failure? {
    let when = "after the unlock, \(elapsed.inMilliseconds) after it was sent"
    guard let rows = page.rows, !rows.isEmpty || wanted?.isEmpty ?? (before?.rows?.isEmpty != false) else {
      return Failure(
        "responsive.lost-page", "\(when), \(words)",
        next: lostNext,
        mayBeLate: true, isInLog: page.isFault)
    }
    if case .old(let change) = shown(rows) {
      return Failure(
        "responsive.old-page",
        "\(when), \(request.words) was answered with the past: \(change.words(change.from)), which is the value from before a "
          + "change", next: Self.nextForCopy)
    }
    guard let wanted, rows != wanted else { return nil }
    return Failure(
      "responsive.wrong-page",
      "\(when), \(request.words) was wrong: \(WalkPage(PageExchange(request, page), wanted: wanted).difference)",
      next:
        "Look for rows or positions that \(request.words) keeps from earlier, or shares with other requests that wait.")
  }

  /// What to do about a page that was lost; nil when the log says more.
  private var lostNext: String? {
    if page.status == 500 { return nil }
    if page.isFault {
      return
        "Look for a time limit of your own on \(request.words): a lock may last 1.5 s, and the page must be served "
        + "after it."
    }
    return PageExchange(request, page).next
      ?? "Look for an error of the database that becomes an empty list, and for what ends the wait too early."
  }

  private enum Shown {
    case old(ResponsiveCheck.Change)
    case new
    case neither
  }

  /// Which of the changed row's values the page shows.
  private func shown(_ rows: [PageRow]) -> Shown {
    guard let change, let value = rows.first(where: { $0.id == change.id })?.fields[change.column] else {
      return .neither
    }
    return value == change.to ? .new : value == change.from ? .old(change) : .neither
  }

  private static let nextForCopy =
    "Look for rows or responses that are kept and served when the database is slow or locked. Wait for it instead, however "
    + "old pages may seem good enough."
}

extension ResponsiveCheck.Change {
  fileprivate func words(_ value: JSONValue) -> String { "row \(id) has the \(column) \(value.excerpt)" }
}

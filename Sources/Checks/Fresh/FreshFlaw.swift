internal import Base
internal import Bench

/// What is wrong with a page after a change.
struct FreshFlaw: Equatable {
  enum Kind: String {
    case stale
    /// Rows behind the former end of the table are missing.
    case oldEnd = "old-end"
    /// The page begins before the rows that skip leaves out.
    case limitedSkip = "limited-skip"
    /// A value that is neither the old one nor the new one.
    case altered
    case wrongRows = "wrong-rows"
    case noPage = "no-page"
  }

  /// Which of the two connections showed it, or `late`: only the first response after the change.
  enum Place {
    case both, kept, new, late

    var words: String {
      switch self {
      case .both: ""
      case .kept: " on the connection that had requested it before, though not on a new one"
      case .new: " on a new connection, though not on the one that had requested it before"
      case .late: " in the first response, though not in the next one"
      }
    }
  }

  let kind: Kind
  let place: Place
  let page: Page
  /// In a clause of its own.
  let words: String

  /// Nil when the page shows the change.
  init?(_ step: FreshCheck.Step, _ column: String) {
    let kept = Self.flaw(step, step.onKept, column)
    let new = step.onNew.flatMap { Self.flaw(step, $0, column) }
    guard let (kind, words) = kept ?? new else { return nil }
    self.kind = kind
    self.words = words
    page = kept == nil ? step.onNew ?? step.onKept : step.onKept
    let isAgain = step.onKeptAgain.map { Self.flaw(step, $0, column) != nil } ?? true
    place = kept == nil ? .new : new != nil || step.onNew == nil ? .both : isAgain ? .kept : .late
  }

  private static func flaw(_ step: FreshCheck.Step, _ page: Page, _ column: String) -> (Kind, String)? {
    if case .appended(let count) = step.change {
      guard let wanted = step.wanted, page.rows != wanted else { return nil }
      if let rows = page.rows, page != step.before, !wanted.starts(with: rows) {
        return appended(step, rows, wanted)
      }
      let rows = page.rows.map { PageRow.words($0.count) }
      guard rows != nil || page == step.before else { return (.noPage, page.words) }
      return (
        .oldEnd,
        "\(PageRow.words(count)) \(count == 1 ? "was" : "were") appended to the table, and it still "
          + (rows.map { "returned \($0) instead of \(wanted.count)" } ?? page.words)
      )
    }
    guard let rows = page.rows else { return (.noPage, page.words) }
    if let stale = stale(step, rows, column) { return stale }
    // Pages that were not as they must be before are another check's concern.
    guard let wanted = step.wanted, rows != wanted else { return nil }
    return different(step, rows, wanted)
  }

  /// After rows were appended, a page has others than those at the end of the table.
  private static func appended(_ step: FreshCheck.Step, _ rows: [PageRow], _ wanted: [PageRow]) -> (Kind, String) {
    let earlier = rows.count - wanted.count
    guard earlier > 0, !wanted.isEmpty, rows.suffix(wanted.count) == wanted[...] else {
      return different(step, rows, wanted)
    }
    return (
      .limitedSkip,
      "after \(step.change.past), it returned \(PageRow.words(rows.count)) instead of \(wanted.count): the page began "
        + "\(PageRow.words(earlier)) too early, so skip is limited"
    )
  }

  private static func different(_ step: FreshCheck.Step, _ rows: [PageRow], _ wanted: [PageRow]) -> (Kind, String) {
    let words = "after \(step.change.past), "
    if rows.count != wanted.count {
      return (.wrongRows, words + "\(Page.rows(rows).words) instead of \(wanted.count)")
    }
    let index = zip(rows, wanted).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
    return (
      .wrongRows, words + "row \(index + 1) of the response was \(rows[index].words) instead of \(wanted[index].words)"
    )
  }

  private static func stale(_ step: FreshCheck.Step, _ rows: [PageRow], _ column: String) -> (Kind, String)? {
    func row(_ id: Int) -> PageRow? { rows.first { $0.id == id } }
    switch step.change {
    case .renamed(let id, let old, let new):
      guard let value = row(id)?.fields[column], value != new else { return nil }
      if value == old {
        return (.stale, "\(step.change.past), and was still returned as \(old.excerpt), the value from before")
      }
      return (.altered, "\(step.change.past), and was returned as \(value.excerpt)")
    case .deleted(let id):
      return row(id) == nil ? nil : (.stale, "\(step.change.past), and was still returned")
    case .inserted(let id):
      let isOldPage = step.before?.rows == rows && step.wanted != nil
      return row(id) == nil && isOldPage
        ? (.stale, "\(step.change.past), and was missing: the page was the one from before") : nil
    case .appended: return nil
    }
  }
}

extension FreshCheck.Change {
  var past: String {
    switch self {
    case .renamed(let id, _, let name): "row \(id) was renamed to \(name.excerpt)"
    case .deleted(let id): "row \(id) was deleted"
    case .inserted(let id): "row \(id) was inserted"
    case .appended(let count): "\(PageRow.words(count)) \(count == 1 ? "was" : "were") appended"
    }
  }
}

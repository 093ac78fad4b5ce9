internal import Bench

/// What is wrong with the rows of a page, and which mistake they are typical of.
struct PageFlaw {
  let cause: String
  let sentence: String
  let next: String

  init(_ rows: [PageRow], _ reading: PageCheck.Reading, _ seen: PageCheck.Measurement) {
    let wanted = reading.wish.rows
    let isRightNumber = reading.wish.isExact ? rows.count == wanted.count : rows.count <= wanted.count
    let differing = zip(rows, wanted).enumerated().first { $1.0 != $1.1 }?.offset
    let request = reading.exchange.request.words
    let count = "\(reading.exchange.words) instead of \(reading.wish.words)"
    let row = differing.map {
      "\(request): row \($0 + 1) of the response is \(rows[$0].words) instead of \(wanted[$0].words)"
    }
    if case .atMost = reading.wish {
      (cause, next) = Self.tooMany(rows, reading, seen)
      sentence = count
    } else if let missing = Self.missing(rows, wanted) {
      cause = "dropped-rows"
      next = "Drop no rows after the query: names repeat, and rows with the same name are different rows."
      sentence = "\(count): \(missing.words) is missing, though rows before and after it are there"
    } else if let mistake = Self.mistakenPlace(rows, reading, seen) {
      (cause, next) = (mistake.cause, mistake.next)
      sentence = "\(row ?? count): \(mistake.words)"
    } else if let row, isRightNumber || rows.count == wanted.count, let differing {
      (cause, next) = Self.mistakenRow(rows[differing], wanted[differing], rows, request)
      sentence = row
    } else if rows.count > wanted.count {
      (cause, next) = Self.tooMany(rows, reading, seen)
      sentence = count
    } else {
      (cause, next) = Self.tooFew(rows, reading, seen)
      sentence = count
    }
  }

  private typealias Advice = (cause: String, next: String)

  /// The first of the wanted rows that is missing between two others, if all rows are some of the wanted ones.
  private static func missing(_ rows: [PageRow], _ wanted: [PageRow]) -> PageRow? {
    let places = rows.compactMap { wanted.firstIndex(of: $0) }
    guard places.count == rows.count, let first = places.min(), let last = places.max() else { return nil }
    return (first...last).first { !places.contains($0) }.map { wanted[$0] }
  }

  /// The rows are those of another place of the table.
  private static func mistakenPlace(
    _ rows: [PageRow], _ reading: PageCheck.Reading, _ seen: PageCheck.Measurement
  ) -> (cause: String, words: String, next: String)? {
    guard let skip = reading.query.skip, let first = rows.first, first != reading.wish.rows.first,
      let place = seen.table.firstIndex(of: first)
    else { return nil }
    let limit = reading.query.limit ?? seen.usual
    if skip < 0 {
      return (
        "negative-skip", "the page begins \(seen.table.count - place) rows before the end of the table",
        "Clamp skip to 0 or reject it before it reaches a slice or the query: a negative index counts from the end."
      )
    }
    let isByID = rows.allSatisfy { row in row.id.map { $0 >= skip } ?? false }
    switch place {
    case 0:
      return ("skip-ignored", "that is the first page again", "Pass skip on to the query as its OFFSET.")
    case skip * limit, (skip - 1) * limit:
      return (
        "page-number", "skip was taken for the number of a page",
        "skip counts rows, not pages: pass it to OFFSET as it is, not multiplied by the limit."
      )
    case skip - 1, skip + 1:
      return (
        "off-by-one", "the page begins one row too \(place < skip ? "early" : "late")",
        "skip=\(skip) leaves out exactly \(skip) rows: OFFSET \(skip), neither one more nor one less."
      )
    case _ where isByID && seen.table.firstIndex(where: { ($0.id ?? 0) >= skip }).map { place - $0 <= 1 } ?? false:
      return (
        "id-as-position", "skip was taken for an ID",
        "skip counts rows, and IDs have gaps: use OFFSET, not a comparison of IDs."
      )
    case _ where rows.elementsEqual(seen.table.dropFirst(place).prefix(rows.count)):
      return (
        "wrong-place", "the page begins after \(place) rows",
        "Let skip be the OFFSET of the query as it is, neither rounded nor limited: skip=\(skip) leaves out \(skip) rows."
      )
    default: return nil
    }
  }

  /// The first row that differs, among as many as there must be.
  private static func mistakenRow(
    _ row: PageRow, _ wanted: PageRow, _ rows: [PageRow], _ request: String
  ) -> Advice {
    let ids = rows.compactMap(\.id)
    if row.id == wanted.id {
      return (
        "wrong-fields",
        "Return each row's columns as the database has them, with the types that they have there."
      )
    }
    if ids != ids.sorted() {
      return ("not-in-order", "Order the rows by ascending ID, in the query itself (ORDER BY).")
    }
    return (
      "wrong-rows",
      "Compare \(request) with the query that the module runs for it: skip is its OFFSET, limit its LIMIT, and the order is by ID."
    )
  }

  private static func tooMany(
    _ rows: [PageRow], _ reading: PageCheck.Reading, _ seen: PageCheck.Measurement
  ) -> Advice {
    guard let limit = reading.query.limit else { return noDefault(reading, seen) }
    let everyQuery = reading.query.after == nil ? "the query" : "every query, with `after` as well as without it"
    if limit > seen.most {
      return (
        "uncapped", "Clamp limit to \(seen.most) before it reaches \(everyQuery), or reject a larger one with a 4xx."
      )
    }
    if limit <= 0 {
      return (
        "limit-below-one",
        "Clamp limit to 1 or reject it with a 4xx before it reaches \(everyQuery): in SQLite, a negative LIMIT means no "
          + "limit."
      )
    }
    return ("limit-ignored", "Pass limit on to the query, so that a page has no more rows than requested.")
  }

  private static func noDefault(_ reading: PageCheck.Reading, _ seen: PageCheck.Measurement) -> Advice {
    let usual = seen.pages.first { $0.query == PageQuery() && $0.holds }
    guard let usual, reading.query.skip != nil else {
      return ("no-default", "Without limit a page has \(seen.usual) rows: give limit that default.")
    }
    return (
      "no-default",
      "Without limit a page has \(seen.usual) rows, wherever it begins: \(usual.exchange.request.words) has that default, and "
        + "with skip there is another."
    )
  }

  private static func tooFew(
    _ rows: [PageRow], _ reading: PageCheck.Reading, _ seen: PageCheck.Measurement
  ) -> Advice {
    let limit = reading.query.limit ?? seen.usual
    let skip = reading.query.skip ?? 0
    let ids = rows.compactMap(\.id)
    if !rows.isEmpty, rows.count < limit, ids == seen.table.compactMap(\.id).filter({ $0 > skip && $0 <= skip + limit })
    {
      return (
        "id-as-position",
        "skip and limit count rows, and IDs have gaps: use LIMIT and OFFSET, not a range of IDs."
      )
    }
    if limit > seen.most {
      return ("empty-for-large", "Clamp a limit above \(seen.most), or reject it with a 4xx; an empty page is neither.")
    }
    if reading.query.limit == nil { return noDefault(reading, seen) }
    return (
      "too-few", "Return as many rows as limit says while there are that many; limits up to \(seen.most) are allowed."
    )
  }
}

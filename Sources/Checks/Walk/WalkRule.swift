extension WalkCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    let changed = measurement.again.first { !$0.isRight }
    let failure = account.failure(Self.name, next: next) ?? changed.map(failure)
    return Finding(
      expected: "all pages together return every row exactly once, although \(measurement.appended) rows are appended "
        + "and an index is created between two of them",
      passed: "\(account.lasting) rows in \(account.pages) pages, each of them once", failure: failure,
      reproduce: reproduction(measurement, changed),
      numbers: account.numbers, exhibit: account.exhibit, dependsOnControl: true)
  }

  /// A page near the start has other rows than before the index was created.
  private func failure(_ page: WalkPage) -> Failure {
    guard page.exchange.page.rows != nil else { return page.exchange.failure(Self.name) }
    return Failure(
      "walk.reordered",
      "\(page.exchange.request.words) was right before the index was created, and then it was not: \(page.difference)",
      next: next(.reordered(page)))
  }

  private func next(_ flaw: WalkAccount.Flaw) -> String {
    switch flaw {
    case .reordered:
      "Add ORDER BY \(route.id) to the query of \(flaw.request): without it the database may return rows in any order, and a "
        + "new index changes it."
    case .unordered:
      "Order the rows of \(flaw.request) by ascending \(route.id): in any other order, a new row can move all others."
    case .shortPage:
      "Select \(flaw.request) by position (LIMIT and OFFSET), not by a range of IDs, and drop no rows afterwards: a page is "
        + "shorter than its limit only at the end of the table."
    case .longPage: "Pass limit on to the query of \(flaw.request), so that a page ends where the next one begins."
    case .overlap:
      "Begin \(flaw.request) right after the rows that skip leaves out: a row of the page before came again."
    case .wrongPage:
      "Compare \(flaw.request) with the query that the module runs for it: skip is its OFFSET, limit its LIMIT, and the order "
        + "is by \(route.id)."
    }
  }

  private func reproduction(_ seen: Measurement, _ changed: WalkPage?) -> String {
    if let obstacle = seen.account.obstacle { return Reproduction.curl(obstacle.request) }
    guard let page = seen.account.flaw?.page ?? changed else {
      return Reproduction.curl(route.request(PageQuery(limit: limit)), .body)
    }
    let curl = Reproduction.curl(page.exchange.request, .body)
    guard page.isAfterChange, let index = seen.index else { return curl }
    return "\(curl); \(Reproduction.sqlite(index)); \(curl)"
  }
}

internal import Bench

extension KeysetCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    let requests = measurement.requests
    let flawed = account.flaw?.page.map { [$0.exchange.request] }
    return Finding(
      expected: "with after=ID, the last ID of the page before, all pages together return every row exactly once, "
        + "although \(measurement.inserted) rows are inserted where the reader has been",
      passed: "\(account.lasting) rows in \(account.pages) pages, each of them once",
      failure: measurement.isFirstAgain
        ? Failure(
          "keyset.after-ignored",
          "\(requests.last?.words ?? route.path) returned the first page again: `after` is ignored",
          next: "Read `after` in the handler of GET \(route.path), and select the rows whose \(route.id) is greater.")
        : account.failure(Self.name, next: next),
      reproduce: Reproduction.bodies(measurement.isFirstAgain ? requests : flawed ?? requests),
      numbers: account.numbers,
      exhibit: account.exhibit, dependsOnControl: true)
  }

  private func next(_ flaw: WalkAccount.Flaw) -> String {
    switch flaw {
    case .reordered, .unordered:
      "Add ORDER BY \(route.id) to the query of \(flaw.request), and compare IDs with the one in `after`; do not count positions."
    case .overlap:
      "Begin \(flaw.request) after the row with that ID: compare with >, because >= returns that row again."
    case .shortPage, .longPage:
      "Take the next rows after that ID, as many as limit says: WHERE … > ? ORDER BY … LIMIT ?."
    case .wrongPage:
      "Start \(flaw.request) with the row whose ID follows: compare IDs with the one in `after`; do not count positions."
    }
  }
}

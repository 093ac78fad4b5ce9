internal import Bench

extension KeysetCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    return Finding(
      expected: "with after=ID, the last ID of the page before, all pages together return every row exactly once, "
        + "although \(measurement.inserted) rows are inserted where the reader has been",
      passed: "\(account.lasting) rows in \(account.pages) pages, each of them once",
      failure: measurement.isFirstAgain
        ? Failure(
          "keyset.after-ignored", "\(measurement.request.words) returned the first page again: `after` is ignored")
        : account.failure(Self.name),
      reproduce: Reproduction.curl(measurement.request), numbers: account.numbers, exhibit: account.exhibit,
      dependsOnControl: true)
  }
}

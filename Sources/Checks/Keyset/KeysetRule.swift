extension KeysetCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    let failure =
      measurement.isFirstAgain
      ? "\(measurement.request.words) brought the first page again: 'after' is not looked at" : account.failure
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "with after=ID, the last id of the page before, all pages together bring every row once, though "
        + "\(measurement.inserted) rows are inserted meanwhile where the reader has been",
      measured: failure ?? "\(account.lasting) rows in \(account.pages) pages, each of them once",
      reproduce: measurement.request.curl, measurements: account.measurements,
      isInModuleLog: account.obstacle?.page.isFault ?? false)
  }
}

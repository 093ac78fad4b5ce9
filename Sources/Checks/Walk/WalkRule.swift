extension WalkCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    return Finding(
      account.failure == nil ? .pass : .fail,
      expected: "all pages together bring every row once, though meanwhile \(measurement.appended) rows are appended "
        + "and an index is created",
      measured: account.failure ?? "\(account.lasting) rows in \(account.pages) pages, each of them once",
      reproduce: measurement.requests.map(\.curl).joined(
        separator: "; sqlite3 $DATABASE_PATH 'CREATE INDEX by_name ON users(name)'; "),
      measurements: account.measurements, isInModuleLog: account.obstacle?.page.isFault ?? false)
  }
}

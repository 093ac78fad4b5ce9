extension WalkCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let account = measurement.account
    return Finding(
      expected: "all pages together return every row exactly once, although \(measurement.appended) rows are appended "
        + "and an index is created between two of them",
      passed: "\(account.lasting) rows in \(account.pages) pages, each of them once",
      failure: account.failure(Self.name),
      reproduce: measurement.requests.map { Reproduction.curl($0) }.joined(
        separator: "; \(Reproduction.sqlite(index)); "),
      numbers: account.numbers, exhibit: account.exhibit, dependsOnControl: true)
  }

  /// An index on another column than the one that orders the rows, which a query without ORDER BY may then follow.
  private var index: String {
    let column = route.fields.first { $0 != route.id } ?? route.id
    return "CREATE INDEX by_\(column) ON \(route.table)(\(column))"
  }
}

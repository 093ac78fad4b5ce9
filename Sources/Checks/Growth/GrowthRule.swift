internal import Bench
internal import Foundation
internal import Report

extension GrowthCheck {
  package static let thresholds = [exponentThreshold, shareThreshold]

  private static let exponentThreshold = Threshold(
    "exponent", .below(0.5), "modules that read every row measure 0.9 and more; those that read one page, 0.3 and less")
  private static let shareThreshold = Threshold(
    "share", .below(0.5),
    "the part of the added rows that was read for one page; a large constant amount would keep the exponent low")

  /// Less than one SQLite page says nothing.
  private static let least = 4096
  /// A few page faults of a mapping, each of which reads 64 KiB, say nothing either.
  private static let leastMapped = 4 * 65536
  /// A module that reads every row reads all that was added. What else it may read now and then, such as a file of its
  /// language's library, can be many times as much as a page of rows, but is far less than a fifth of the added rows.
  private static let leastShare = 0.2

  package func judge(_ measurement: Measurement) -> Finding {
    // Whether a module may reject skip and limit is another check's concern, as long as it returns the default page.
    let served = measurement.amounts.filter { $0.small.page.status == 200 && $0.large.page.status == 200 }
    let growing = served.first { grows($0, times: measurement.times, bytesAdded: measurement.bytesAdded) }
    let worst =
      growing
      ?? served.filter { !$0.query.isOutOfRange }.max {
        exponent($0, measurement.times) < exponent($1, measurement.times)
      }
    let deep = growing == nil ? measurement.deep.first { !$0.isRight } : nil
    return Finding(
      expected: "what the module reads for one page does not grow with the table, whichever page it is: an exponent "
        + "\(Self.exponentThreshold.limit), where 1 means that it reads every row",
      passed: worst.map { sentence($0, measurement) } ?? "", failure: failure(measurement, growing),
      reproduce: deep.map { reproduction($0, measurement) } ?? worst.map(Self.reproduction) ?? "",
      numbers: worst.map { numbers($0, measurement) } ?? [:],
      exhibit: worst.flatMap { Self.bars($0, measurement) })
  }

  /// True when a page of the large table costs so much more that most of the added rows were read for it.
  func grows(_ amount: Amount, times: Int, bytesAdded: Int) -> Bool {
    guard amount.small.page.status == 200, amount.large.page.status == 200 else { return false }
    // A module that returns every row to anyone who asks for it fails another check for that.
    if amount.query.isOutOfRange, amount.large.page.rows?.count != amount.small.page.rows?.count { return false }
    let share = share(amount, bytesAdded)
    return !Self.shareThreshold.allows(share)
      || share >= Self.leastShare && !Self.exponentThreshold.allows(exponent(amount, times))
  }

  /// The first request is not counted: what a module opens and imports then has nothing to do with its rows. A change of
  /// the file makes SQLite read it again.
  private static func reproduction(_ amount: Amount) -> String {
    let read = "grep rchar /proc/${PID:?}/io"
    let request = "\(Reproduction.curl(amount.request)) >/dev/null"
    return "\(request); \(Reproduction.sqlite("PRAGMA user_version = 0")); \(read); \(request); \(read)"
  }

  /// Makes the table as large as the check's before it requests the page.
  private func reproduction(_ page: WalkPage, _ seen: Measurement) -> String {
    let (table, id) = (route.table, route.id)
    let others = route.fields.filter { $0 != id }
    let columns = ([id] + others).joined(separator: ", ")
    let copied = (["\(table).\(id) + copy.value * highest"] + others.map { "\(table).\($0)" }).joined(separator: ", ")
    let copies = (1..<seen.times).map(String.init).joined(separator: ", ")
    let statement =
      "INSERT INTO \(table)(\(columns)) SELECT \(copied) FROM \(table), (SELECT max(\(id)) AS highest FROM \(table)), "
      + "json_each('[\(copies)]') AS copy"
    return Reproduction.steps([Reproduction.sqlite(statement), Reproduction.curl(page.exchange.request)])
  }

  private func numbers(_ worst: Amount, _ seen: Measurement) -> [String: Measure] {
    [
      "exponent": .ratio(exponent(worst, seen.times), Self.exponentThreshold.limit),
      "share": .ratio(share(worst, seen.bytesAdded), Self.shareThreshold.limit),
      "small_kib": Measure(Self.kibibytes(worst.small), .kibibytes),
      "large_kib": Measure(Self.kibibytes(worst.large), .kibibytes),
      "mapped_kib": Measure((Double(worst.large.mapped) / 1024).rounded(), .kibibytes),
    ]
  }

  private func failure(_ seen: Measurement, _ growing: Amount?) -> Failure? {
    guard let usual = seen.amounts.first else { return nil }
    for reading in [usual.small, usual.large] where reading.page.rows?.isEmpty ?? true {
      let exchange = PageExchange(usual.request, reading.page)
      // What returns no row need not read any.
      return reading.page.rows == nil
        ? exchange.failure(Self.name)
        : Failure("growth.no-rows", "\(exchange.words) of a table that has \(seen.rows) or more")
    }
    guard let growing else { return seen.deep.first { !$0.isRight }.map { Self.failure($0, seen) } }
    let contrast =
      growing.query == usual.query ? "" : "; \(usual.request.words) read \(Int(Self.kibibytes(usual.large))) KiB"
    return Self.exponentThreshold.allows(exponent(growing, seen.times))
      ? Failure(
        "growth.reads-added", sentence(growing, seen) + ", but as much more as was added to the table" + contrast,
        next: Self.next(growing))
      : Failure("growth.reads-all", sentence(growing, seen) + contrast, next: Self.next(growing))
  }

  /// A page far down the large table has other rows than the table.
  private static func failure(_ page: WalkPage, _ seen: Measurement) -> Failure {
    let exchange = page.exchange
    if exchange.page.isFault { return exchange.failure(name) }
    guard exchange.page.rows != nil || (400..<500).contains(exchange.page.status ?? 0) else {
      return exchange.failure(name)
    }
    let what =
      exchange.page.rows == nil
      ? "\(exchange.words) instead of \(PageRow.words(page.wanted.count))"
      : "\(exchange.request.words) was wrong: \(page.difference)"
    return Failure(
      "growth.deep-page",
      "\(what), in a \(seen.rows * seen.times)-row table, though pages of a \(seen.rows)-row one were right",
      next:
        "Serve \(exchange.request.words) by the same query as other pages, with skip as its OFFSET: it may be as large as the "
        + "table, so neither limit it, nor reject it, nor compute IDs from it.")
  }

  private static func next(_ amount: Amount) -> String {
    let request = amount.request.words
    return
      if amount.query.isOutOfRange
    {
      "Clamp the numbers of \(request), or reject them, before they reach the query: to cut rows off its result is too late."
    } else if amount.query.after != nil {
      "Let the database select the rows of \(request): it can start after that ID, and stop at the limit."
    } else if amount.query.skip != nil {
      "Follow \(request) through the module to its query: the database must select these rows too, with LIMIT and OFFSET, "
        + "and neither load nor count the others."
    } else {
      "Let the database select the page of \(request): look for a query without LIMIT, for a count of all rows, and for an "
        + "order by a column without an index."
    }
  }

  private func exponent(_ amount: Amount, _ times: Int) -> Double {
    let least = amount.large.mapped > 0 ? Self.leastMapped : Self.least
    let growth = Double(max(amount.large.bytes, least)) / Double(max(amount.small.bytes, least))
    return log(growth) / log(Double(times))
  }

  private func share(_ amount: Amount, _ bytesAdded: Int) -> Double {
    Double(amount.large.bytes - amount.small.bytes) / Double(max(bytesAdded, 1))
  }

  private func sentence(_ amount: Amount, _ seen: Measurement) -> String {
    let mapped = amount.large.mapped > 0 ? ", through a mapping of the file" : ""
    let exponent = (exponent(amount, seen.times) * 100).rounded() / 100
    return "\(amount.request.words) read \(Int(Self.kibibytes(amount.small))) KiB from a \(seen.rows)-row table and "
      + "\(Int(Self.kibibytes(amount.large))) KiB from a \(seen.rows * seen.times)-row one\(mapped): \(seen.times) times "
      + "the rows, an exponent of \(exponent)"
  }

  private static func kibibytes(_ reading: Reading) -> Double { (Double(reading.bytes) / 1024).rounded() }

  private static func bars(_ amount: Amount, _ seen: Measurement) -> Exhibit? {
    .bars(
      [(seen.rows, amount.small), (seen.rows * seen.times, amount.large)].map { rows, reading in
        Bar("read from \(rows) rows", kibibytes(reading), unit: "KiB")
      })
  }
}

extension PageQuery {
  /// With numbers that no caller may have.
  fileprivate var isOutOfRange: Bool { (skip ?? 0) < 0 || (limit ?? 1) < 1 || (limit ?? 1) > GrowthCheck.largest }
}

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

  package func judge(_ measurement: Measurement) -> Finding {
    // Whether a module may reject skip and limit is another check's concern, as long as it returns the default page.
    let served = measurement.amounts.filter { $0.small.page.status == 200 && $0.large.page.status == 200 }
    let worst = served.max { exponent($0, measurement) < exponent($1, measurement) }
    return Finding(
      expected: "what the module reads for one page does not grow with the table: an exponent "
        + "\(Self.exponentThreshold.limit), where 1 means that it reads every row",
      passed: worst.map { sentence($0, measurement) } ?? "", failure: failure(measurement, worst),
      reproduce: worst.map(Self.reproduction) ?? "",
      numbers: worst.map { numbers($0, measurement) } ?? [:],
      exhibit: worst.flatMap { Self.bars($0, measurement) })
  }

  private static func reproduction(_ amount: Amount) -> String {
    let read = "grep rchar /proc/${PID:?}/io"
    return "\(Reproduction.sqlite("PRAGMA user_version = 0")); \(read); "
      + "\(Reproduction.curl(amount.request)) >/dev/null; \(read)"
  }

  private func numbers(_ worst: Amount, _ seen: Measurement) -> [String: Measure] {
    [
      "exponent": .ratio(exponent(worst, seen), Self.exponentThreshold.limit),
      "share": .ratio(share(worst, seen), Self.shareThreshold.limit),
      "small_kib": Measure(Self.kibibytes(worst.small), .kibibytes),
      "large_kib": Measure(Self.kibibytes(worst.large), .kibibytes),
      "mapped_kib": Measure((Double(worst.large.mapped) / 1024).rounded(), .kibibytes),
    ]
  }

  private func failure(_ seen: Measurement, _ worst: Amount?) -> Failure? {
    for reading in seen.amounts.first.map({ [$0.small, $0.large] }) ?? [] where reading.page.status != 200 {
      return PageExchange(seen.amounts[0].request, reading.page).failure(Self.name)
    }
    guard let worst else { return nil }
    if !Self.exponentThreshold.allows(exponent(worst, seen)) {
      return Failure("growth.reads-all", sentence(worst, seen))
    }
    if !Self.shareThreshold.allows(share(worst, seen)) {
      return Failure("growth.reads-added", sentence(worst, seen) + ", but as much more as was added to the table")
    }
    return nil
  }

  private func exponent(_ amount: Amount, _ seen: Measurement) -> Double {
    let least = amount.large.mapped > 0 ? Self.leastMapped : Self.least
    let growth = Double(max(amount.large.bytes, least)) / Double(max(amount.small.bytes, least))
    return log(growth) / log(Double(seen.times))
  }

  private func share(_ amount: Amount, _ seen: Measurement) -> Double {
    Double(amount.large.bytes - amount.small.bytes) / Double(max(seen.bytesAdded, 1))
  }

  private func sentence(_ amount: Amount, _ seen: Measurement) -> String {
    let mapped = amount.large.mapped > 0 ? ", through a mapping of the file" : ""
    let exponent = (exponent(amount, seen) * 100).rounded() / 100
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

internal import Base
internal import Foundation
internal import Report

extension GrowthCheck: TrafficRule {
  /// Measured: modules that read all rows come to 0.9 and more, those that read a page to 0.3 and less.
  private static let limit = 0.5
  /// Of what was added, read for one page: a large amount that is the same each time keeps an exponent low.
  private static let limitOfShare = 0.5
  /// Less than a page of SQLite's says nothing.
  private static let least = 4096
  /// Nor do a few faults of a mapping, each of which brings 64 KiB of it into memory.
  private static let leastMapped = 4 * 65536

  package func judge(_ measurement: Measurement) -> Finding {
    // A module that refuses the numbers of a page is another check's concern, as long as it serves the usual one.
    let served = measurement.amounts.filter { $0.small.page.status == 200 && $0.large.page.status == 200 }
    let worst = served.max { exponent($0, measurement) < exponent($1, measurement) }
    let failure = failure(measurement, worst)
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "what the module reads for one page does not grow with the table: an exponent below \(Self.limit), "
        + "where 1 means that it reads every row",
      measured: failure ?? worst.map { Self.sentence($0, exponent($0, measurement), measurement) } ?? "",
      reproduce: worst.map {
        "sqlite3 $DATABASE_PATH 'PRAGMA user_version = 0'; grep rchar /proc/PID/io; \($0.request.curl) >/dev/null; "
          + "grep rchar /proc/PID/io   # PID and DATABASE_PATH are what run says"
      } ?? "",
      measurements: [
        "exponents": .list(measurement.amounts.map { .number((exponent($0, measurement) * 100).rounded() / 100) }),
        "small_bytes": .list(measurement.amounts.map { .count($0.small.bytes) }),
        "large_bytes": .list(measurement.amounts.map { .count($0.large.bytes) }),
        "mapped_bytes": .list(measurement.amounts.map { .count($0.large.mapped) }),
      ].merging(worst.map { Self.bars($0, measurement) } ?? [:]) { own, _ in own },
      // Bytes are what they are on a slow machine too; only an answer may be late there.
      dependsOnControl: measurement.amounts.contains { $0.small.page.status == nil || $0.large.page.status == nil },
      isInModuleLog: measurement.amounts.contains { $0.small.page.isFault || $0.large.page.isFault })
  }

  private func failure(_ seen: Measurement, _ worst: Amount?) -> String? {
    for reading in seen.amounts.first.map({ [$0.small, $0.large] }) ?? [] where reading.page.status != 200 {
      return PageExchange(seen.amounts[0].request, reading.page).words
    }
    guard let worst else { return nil }
    let exponent = exponent(worst, seen)
    let share = Double(worst.large.bytes - worst.small.bytes) / Double(max(seen.bytesAdded, 1))
    if exponent >= Self.limit { return Self.sentence(worst, exponent, seen) }
    guard share >= Self.limitOfShare else { return nil }
    return Self.sentence(worst, exponent, seen) + ", but as much more as was added to the table"
  }

  private func exponent(_ amount: Amount, _ seen: Measurement) -> Double {
    let least = amount.large.mapped > 0 ? Self.leastMapped : Self.least
    let growth = Double(max(amount.large.bytes, least)) / Double(max(amount.small.bytes, least))
    return log(growth) / log(Double(seen.times))
  }

  private static func sentence(_ amount: Amount, _ exponent: Double, _ seen: Measurement) -> String {
    let mapped = amount.large.mapped > 0 ? ", by way of a mapping of the file" : ""
    return "for \(amount.request.words) it read \(kibibytes(amount.small)) of \(seen.rows) rows and "
      + "\(kibibytes(amount.large)) of \(seen.rows * seen.times)\(mapped): an exponent of "
      + "\((exponent * 100).rounded() / 100)"
  }

  private static func kibibytes(_ reading: Reading) -> String { "\((reading.bytes + 512) / 1024) KiB" }

  private static func bars(_ amount: Amount, _ seen: Measurement) -> [String: JSONValue] {
    Exhibits.measurements(
      bars: [(seen.rows, amount.small), (seen.rows * seen.times, amount.large)].map { rows, reading in
        Bar("read from \(rows) rows", (Double(reading.bytes) / 1024).rounded(), unit: "KiB")
      })
  }
}

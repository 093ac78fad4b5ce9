/// A number that a check measured, with the limit that its rule holds it to.
package struct Measure: Sendable, Equatable, Codable {
  package enum Unit: String, Sendable, Codable {
    case count
    case milliseconds = "ms"
    case kibibytes = "KiB"
    /// Without a unit: a share, or an exponent.
    case ratio
  }

  package let value: Double
  package let unit: Unit
  /// Nil for a number that only explains.
  package let limit: Limit?

  package init(_ value: Double, _ unit: Unit, limit: Limit? = nil) {
    self.value = value
    self.unit = unit
    self.limit = limit
  }

  package static func count(_ count: Int, _ limit: Limit? = nil) -> Measure {
    Measure(Double(count), .count, limit: limit)
  }

  /// Rounded to a tenth of a millisecond.
  package static func milliseconds(_ duration: Duration, _ limit: Limit? = nil) -> Measure {
    Measure(duration.milliseconds, .milliseconds, limit: limit)
  }

  /// Rounded to a hundredth.
  package static func ratio(_ ratio: Double, _ limit: Limit? = nil) -> Measure {
    Measure((ratio * 100).rounded() / 100, .ratio, limit: limit)
  }
}

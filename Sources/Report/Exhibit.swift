package import Base

/// A request that a check made, in few words: what it should bring, and what it brought.
package struct ExchangeRow: Sendable, Equatable, Codable {
  package let request: String
  package let expected: String
  package let seen: String
  package let holds: Bool

  package init(_ request: String, expected: String, seen: String, holds: Bool) {
    self.request = request
    self.expected = expected
    self.seen = seen
    self.holds = holds
  }
}

/// An amount that a check measured, to be drawn beside others of its unit.
package struct Bar: Sendable, Equatable, Codable {
  package let label: String
  package let value: Double
  package let unit: String
  /// True when it was still growing when the check ended, as the time of a request without an answer.
  package let isOpen: Bool

  package init(_ label: String, _ value: Double, unit: String, isOpen: Bool = false) {
    self.label = label
    self.value = value
    self.unit = unit
    self.isOpen = isOpen
  }
}

/// What faces draw of a check, beside its sentences; it travels among the measurements.
package struct Exhibit: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case exchanges([ExchangeRow])
    case bars([Bar])
  }

  package let caption: String
  package let content: Content
}

extension Report.CheckResult {
  /// Nil when the check has nothing to draw.
  package var exhibit: Exhibit? {
    let caption = measurements[Exhibits.caption]?.plainText ?? title
    if let rows: [ExchangeRow] = measurements[Exhibits.exchanges]?.decoded(), !rows.isEmpty {
      return Exhibit(caption: caption, content: .exchanges(rows))
    }
    if let bars: [Bar] = measurements[Exhibits.bars]?.decoded(), !bars.isEmpty {
      return Exhibit(caption: caption, content: .bars(bars))
    }
    return nil
  }
}

/// The names under which exhibits stand among a finding's measurements.
package enum Exhibits {
  package static let caption = "caption"
  package static let exchanges = "exchanges"
  package static let bars = "bars"

  package static func measurements(exchanges rows: [ExchangeRow]) -> [String: JSONValue] {
    [exchanges: JSONValue(encoding: rows)]
  }

  /// `caption` says what the bars are of, where the check's title does not.
  package static func measurements(bars values: [Bar], caption text: String? = nil) -> [String: JSONValue] {
    var measurements = [bars: JSONValue(encoding: values)]
    if let text { measurements[caption] = .text(text) }
    return measurements
  }
}

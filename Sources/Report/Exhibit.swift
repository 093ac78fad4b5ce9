/// A request that a check made, in a few words: what it should return, and what it returned.
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

/// An amount that a check measured, to be drawn beside others of the same unit.
package struct Bar: Sendable, Equatable, Codable {
  package let label: String
  package let value: Double
  package let unit: String
  /// True when it was still growing when the check ended, such as the time of a request without a response.
  package let isOpen: Bool

  enum CodingKeys: String, CodingKey {
    case label, value, unit
    case isOpen = "is_open"
  }

  package init(_ label: String, _ value: Double, unit: String, isOpen: Bool = false) {
    self.label = label
    self.value = value
    self.unit = unit
    self.isOpen = isOpen
  }
}

/// The life of a connection, to be drawn above others on the same time axis.
package struct Lane: Sendable, Equatable, Codable {
  package let label: String
  /// When it was opened and when it ended, since the check began; it is open to the end without `to`.
  package let from: Double
  package let to: Double?
  /// When something was done for its client.
  package let marks: [Double]
  /// What is to be said of it; nil when all is as it should be.
  package let problem: String?

  enum CodingKeys: String, CodingKey {
    case label, problem
    case from = "from_ms"
    case to = "to_ms"
    case marks = "marks_ms"
  }

  package init(_ label: String, from: Duration, to: Duration?, marks: [Duration], problem: String? = nil) {
    self.label = label
    self.from = from.milliseconds
    self.to = to?.milliseconds
    self.marks = marks.map(\.milliseconds)
    self.problem = problem
  }
}

/// What faces draw of a check, beside its sentences.
package struct Exhibit: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case exchanges([ExchangeRow])
    case bars([Bar])
    case lanes([Lane])
  }

  /// Says what is drawn, where the check's title does not.
  package let caption: String?
  package let content: Content

  package init(_ content: Content, caption: String? = nil) {
    self.caption = caption
    self.content = content
  }

  /// Nil without any rows.
  package static func exchanges(_ rows: [ExchangeRow], caption: String? = nil) -> Exhibit? {
    rows.isEmpty ? nil : Exhibit(.exchanges(rows), caption: caption)
  }

  /// Nil without any lanes.
  package static func lanes(_ lanes: [Lane], caption: String? = nil) -> Exhibit? {
    lanes.isEmpty ? nil : Exhibit(.lanes(lanes), caption: caption)
  }

  /// Nil for any other exhibit.
  package var rows: [ExchangeRow]? {
    if case .exchanges(let rows) = content { rows } else { nil }
  }

  /// Nil for any other exhibit.
  package var bars: [Bar]? {
    if case .bars(let bars) = content { bars } else { nil }
  }

  /// Nil for any other exhibit.
  package var lanes: [Lane]? {
    if case .lanes(let lanes) = content { lanes } else { nil }
  }

  package static func bars(_ bars: [Bar], caption: String? = nil) -> Exhibit? {
    bars.isEmpty ? nil : Exhibit(.bars(bars), caption: caption)
  }
}

extension Exhibit {
  /// The same with each text of a row changed by `change`.
  package func mapTexts(_ change: (String) -> String) -> Exhibit {
    guard case .exchanges(let rows) = content else { return self }
    return Exhibit(
      .exchanges(
        rows.map {
          ExchangeRow(
            change($0.request), expected: change($0.expected), seen: change($0.seen), holds: $0.holds)
        }), caption: caption)
  }
}

extension Exhibit: Codable {
  private enum CodingKeys: String, CodingKey {
    case caption, exchanges, bars, lanes
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    caption = try fields.decodeIfPresent(String.self, forKey: .caption)
    if let rows = try fields.decodeIfPresent([ExchangeRow].self, forKey: .exchanges) {
      content = .exchanges(rows)
    } else if let lanes = try fields.decodeIfPresent([Lane].self, forKey: .lanes) {
      content = .lanes(lanes)
    } else {
      content = .bars(try fields.decode([Bar].self, forKey: .bars))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encodeIfPresent(caption, forKey: .caption)
    switch content {
    case .exchanges(let rows): try fields.encode(rows, forKey: .exchanges)
    case .bars(let bars): try fields.encode(bars, forKey: .bars)
    case .lanes(let lanes): try fields.encode(lanes, forKey: .lanes)
    }
  }
}

extension [ExchangeRow] {
  /// The first eight rows, those with a problem before the others.
  package var problemsFirst: [ExchangeRow] { Array((filter { !$0.holds } + filter(\.holds)).prefix(8)) }
}

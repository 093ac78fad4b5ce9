/// What was measured of one server in a race, at one moment of it, for faces to draw beside that of the other server.
package struct RacePicture: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    /// What happened to each request or client, on one time axis.
    case timeline([RaceLane])
    /// Amounts on one scale.
    case bars([Bar])
    /// Requests, each with what it should return and what it returned.
    case exchanges([ExchangeRow])
  }

  package var content: Content
  /// In milliseconds since the race began.
  package var elapsed: Double
  /// The numbers to read out; the first one is the point of the race.
  package var figures: [RaceFigure]

  package init(_ content: Content, elapsed: Double = 0, figures: [RaceFigure] = []) {
    self.content = content
    self.elapsed = elapsed
    self.figures = figures
  }

  /// Nil for any other picture.
  package var lanes: [RaceLane]? {
    if case .timeline(let lanes) = content { lanes } else { nil }
  }
}

extension RacePicture: Codable {
  private enum CodingKeys: String, CodingKey {
    case timeline, bars, exchanges, figures
    case elapsed = "elapsed_ms"
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    elapsed = try fields.decode(Double.self, forKey: .elapsed)
    figures = try fields.decode([RaceFigure].self, forKey: .figures)
    if let lanes = try fields.decodeIfPresent([RaceLane].self, forKey: .timeline) {
      content = .timeline(lanes)
    } else if let bars = try fields.decodeIfPresent([Bar].self, forKey: .bars) {
      content = .bars(bars)
    } else {
      content = .exchanges(try fields.decode([ExchangeRow].self, forKey: .exchanges))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(elapsed, forKey: .elapsed)
    try fields.encode(figures, forKey: .figures)
    switch content {
    case .timeline(let lanes): try fields.encode(lanes, forKey: .timeline)
    case .bars(let bars): try fields.encode(bars, forKey: .bars)
    case .exchanges(let rows): try fields.encode(rows, forKey: .exchanges)
    }
  }
}

/// A request or a client on a race's time axis.
package struct RaceLane: Sendable, Equatable, Codable {
  package enum State: String, Sendable, Codable {
    /// As it should be.
    case good
    /// What the race is there to show.
    case bad
    /// It waits as long as it must.
    case waiting
  }

  /// A part of the time axis, in milliseconds since the race began.
  package struct Span: Sendable, Equatable, Codable {
    package let from: Double
    /// Nil while it lasts.
    package var to: Double?
    package var state: State

    package init(from: Double, to: Double? = nil, _ state: State) {
      self.from = from
      self.to = to
      self.state = state
    }
  }

  package let label: String
  package var spans: [Span]
  /// A few words, such as "after 402 ms".
  package var note: String

  package init(_ label: String, _ spans: [Span] = [], note: String = "") {
    self.label = label
    self.spans = spans
    self.note = note
  }
}

/// A number of a race.
package struct RaceFigure: Sendable, Equatable, Codable {
  package let label: String
  package let value: Double
  package let unit: String
  /// Whether it shows the pitfall; nil for a number that is there for comparison.
  package let isBad: Bool?

  enum CodingKeys: String, CodingKey {
    case label, value, unit
    case isBad = "is_bad"
  }

  package init(_ label: String, _ value: Double, unit: String = "", isBad: Bool? = nil) {
    self.label = label
    self.value = value
    self.unit = unit
    self.isBad = isBad
  }
}

extension RaceFigure {
  /// The value with its unit, such as "412 ms".
  package var words: String {
    let digits =
      value == value.rounded() || abs(value) >= 100 ? String(Int(value.rounded())) : String((value * 10).rounded() / 10)
    return unit.isEmpty ? digits : "\(digits) \(unit)"
  }
}

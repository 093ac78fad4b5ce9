/// What happens while a module is judged, for a face to show.
package enum RunEvent: Sendable, Equatable {
  /// Something is being set up; the sentence says what.
  case preparing(String)
  case compiling
  case starting
  /// The module answers `/ping`.
  case running
  case measuring(check: String)
  case judged(CheckOutcome)
  case finished(Report)
}

extension RunEvent: Codable {
  private enum CodingKeys: String, CodingKey {
    case event, sentence, check, outcome, report
  }

  private enum Name: String, Codable {
    case preparing, compiling, starting, running, measuring, judged, finished
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch try fields.decode(Name.self, forKey: .event) {
      case .preparing: .preparing(try fields.decode(String.self, forKey: .sentence))
      case .compiling: .compiling
      case .starting: .starting
      case .running: .running
      case .measuring: .measuring(check: try fields.decode(String.self, forKey: .check))
      case .judged: .judged(try fields.decode(CheckOutcome.self, forKey: .outcome))
      case .finished: .finished(try fields.decode(Report.self, forKey: .report))
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .preparing(let sentence):
      try fields.encode(Name.preparing, forKey: .event)
      try fields.encode(sentence, forKey: .sentence)
    case .compiling: try fields.encode(Name.compiling, forKey: .event)
    case .starting: try fields.encode(Name.starting, forKey: .event)
    case .running: try fields.encode(Name.running, forKey: .event)
    case .measuring(let check):
      try fields.encode(Name.measuring, forKey: .event)
      try fields.encode(check, forKey: .check)
    case .judged(let outcome):
      try fields.encode(Name.judged, forKey: .event)
      try fields.encode(outcome, forKey: .outcome)
    case .finished(let report):
      try fields.encode(Name.finished, forKey: .event)
      try fields.encode(report, forKey: .report)
    }
  }
}

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
  /// A process of the module, or its compiler, has ended, and printed so many bytes: the text has their head and tail.
  case printed(length: Int, text: String)
  case finished(Report)
}

extension RunEvent: Codable {
  private enum CodingKeys: String, CodingKey {
    case event, sentence, check, outcome, length, text, report
  }

  private enum Name: String, Codable {
    case preparing, compiling, starting, running, measuring, judged, printed, finished
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
      case .printed:
        .printed(
          length: try fields.decode(Int.self, forKey: .length), text: try fields.decode(String.self, forKey: .text))
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
    case .printed(let length, let text):
      try fields.encode(Name.printed, forKey: .event)
      try fields.encode(length, forKey: .length)
      try fields.encode(text, forKey: .text)
    case .finished(let report):
      try fields.encode(Name.finished, forKey: .event)
      try fields.encode(report, forKey: .report)
    }
  }
}

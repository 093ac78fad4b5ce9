package import Base

/// Everything that faces show of a demo at one moment.
package struct DemoState: Sendable, Equatable, Codable {
  /// The steps of a demo, in their order.
  package enum Step: String, Sendable, CaseIterable, Codable {
    /// The broken server, with the lines that matter.
    case code
    /// The class predicts what will happen.
    case question
    /// The same load on both servers at once.
    case race
    /// Which prediction was right, and why.
    case reveal
    /// What the fix changes.
    case fix
    /// What to take home.
    case rule
  }

  package struct CodeLine: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
      case plain
      /// It matters.
      case marked
      case added
      case removed
    }

    /// From 1; nil where a number says nothing.
    package let number: Int?
    package let text: String
    package let kind: Kind

    package init(number: Int?, _ text: String, _ kind: Kind = .plain) {
      self.number = number
      self.text = text
      self.kind = kind
    }
  }

  package enum Race: String, Sendable, Codable {
    case notYet = "not_yet"
    case preparing
    case running
    case finished
    case failed
  }

  package let lesson: String
  package let title: String
  package let track: Track
  /// What the two servers are called: "broken" and "fixed", or the name of a file.
  package let names: [String]
  package let question: String
  package let choices: [String]
  /// The index of the right choice; nil until it is revealed, so that a page cannot show it early.
  package var answer: Int?
  /// How many viewers chose each.
  package var votes: [Int]
  package let caption: String
  package let code: [CodeLine]
  /// The same texts as long as they are not due.
  package var reveal: String?
  package var fix: [CodeLine]?
  package var rule: String?

  package var step = Step.code
  package var race = Race.notYet
  /// What is being prepared, or why a race failed.
  package var message = ""
  /// Of each server; nil before the race.
  package var pictures: [RacePicture?] = [nil, nil]
  package var result: RaceResult?
  /// True when `pictures` are of an earlier run, because this one said nothing.
  package var isEarlierRun = false

  enum CodingKeys: String, CodingKey {
    case lesson, title, track, names, question, choices, answer, votes, caption, code, reveal, fix, rule, step, race
    case message, pictures, result
    case isEarlierRun = "is_earlier_run"
  }

  package init(
    lesson: String, title: String, track: Track, names: [String], question: String, choices: [String], caption: String,
    code: [CodeLine]
  ) {
    self.lesson = lesson
    self.title = title
    self.track = track
    self.names = names
    self.question = question
    self.choices = choices
    self.caption = caption
    self.code = code
    votes = choices.map { _ in 0 }
  }
}

internal import Bench

/// Texts that clients say, of every kind that a text can be of; none is said twice.
struct RoomTexts {
  private let values: FreshValues
  private var upcoming: [String] = []

  init(_ values: FreshValues) {
    self.values = values
  }

  mutating func next() -> String {
    if upcoming.isEmpty { upcoming = values.shuffled(batch()) }
    return upcoming.removeFirst()
  }

  private func batch() -> [String] {
    [
      values.sentence(), values.word(), "\(values.integer(in: 1_000_000...9_999_999))",
      "goodbye \(values.word()), here comes the boom!", "Echo: \(values.word())", "{\"text\": \"\(values.word())\"}",
      "\(values.word()) caf\u{e9} \u{1F600} \(values.word())", values.token(length: 20_000), "  \(values.word())  ",
    ]
  }
}

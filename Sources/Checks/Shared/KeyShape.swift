internal import Bench

/// The shapes that a key of letters and digits can have: no lesson says that its keys look alike.
enum KeyShape: CaseIterable {
  case betweenLettersOfBearer
  case lettersOfBearer
  case aroundBearer
  case capitals
  case lowerCase
  case digits
  case short
  case long

  /// Follows a noun, as in "a token of digits".
  var words: String {
    switch self {
    case .betweenLettersOfBearer: "that begins and ends with letters of the word Bearer"
    case .lettersOfBearer: "of nothing but letters of the word Bearer"
    case .aroundBearer: "with the word Bearer in it"
    case .capitals: "of capital letters"
    case .lowerCase: "of lower-case letters"
    case .digits: "of digits"
    case .short: "of 6 letters"
    case .long: "of 200 letters"
    }
  }

  func key(_ values: FreshValues) -> String {
    switch self {
    case .betweenLettersOfBearer:
      values.text(of: "Bear", length: 3) + values.token(length: 14) + values.text(of: "Bear", length: 3)
    case .lettersOfBearer: values.text(of: "Bear", length: 20)
    case .aroundBearer: values.token(length: 6) + "Bearer" + values.token(length: 6)
    case .capitals: values.word(length: 20)
    case .lowerCase: values.word(length: 20).lowercased()
    // A zero in front is lost when the digits are taken for a number.
    case .digits: "00" + values.text(of: "0123456789", length: 16)
    case .short: values.text(of: "BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz", length: 6)
    case .long: values.token(length: 200)
    }
  }

  /// Keys that are equal to `key` in part, or but for the case of letters, and what they have in common with it.
  static func twins(of key: String, _ values: FreshValues) -> [(words: String, key: String)] {
    let other = values.text(of: "0123456789", length: 1)
    return [
      ("that is the beginning of another", String(key.dropLast(3))),
      ("that begins like another", key.dropLast() + (key.hasSuffix(other) ? "x" : other)),
      ("that ends like another", (key.hasPrefix(other) ? "x" : other) + key.dropFirst()),
      ("that differs from another only in the case of its letters", key.caseSwapped),
    ].filter { $0.key != key }
  }

  /// Keys that are no one's while `key` is someone's; with a long one, only who compares all of it can tell.
  static func nearMisses(of key: String, _ values: FreshValues) -> [(words: String, key: String)] {
    let other = values.text(of: "0123456789", length: 1)
    return [
      ("without its last letter", String(key.dropLast())),
      ("with another last letter", key.dropLast() + (key.hasSuffix(other) ? "x" : other)),
      ("and one letter more", key + other),
      ("with another first letter", (key.hasPrefix(other) ? "x" : other) + key.dropFirst()),
    ]
  }
}

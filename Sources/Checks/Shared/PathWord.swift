internal import Bench

/// Words for a path, of forms that code may treat differently; none is a number, and none needs to be quoted in a URL.
enum PathWord {
  static let forms: [@Sendable (FreshValues) -> String] = [
    { $0.word().lowercased() },
    { $0.word() },
    { "\($0.integer(in: 10...99))\($0.word(length: 3).lowercased())" },
    { "\($0.word(length: 4).lowercased())-\($0.word(length: 3))" },
    { "\($0.word(length: 3)).\($0.word(length: 2))" },
    { "\($0.token(length: 7))_\($0.integer(in: 0...9))" },
    { $0.token(length: 120) },
  ]

  static func any(_ values: FreshValues) -> String {
    forms[values.integer(in: 0...forms.count - 1)](values)
  }
}

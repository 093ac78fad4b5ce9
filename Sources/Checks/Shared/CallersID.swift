internal import Bench

/// Ids of the forms that callers use, each so long and random that no other request has it.
enum CallersID {
  static let forms: [@Sendable (FreshValues) -> String] = [
    { $0.uuid() },
    { $0.uuid().uppercased() },
    { $0.uuid().replacing("-", with: "") },
    // Digits alone, which a number would lose some of.
    { values in "00" + (0..<18).map { _ in "\(values.integer(in: 0...9))" }.joined() },
    { $0.token(length: 200) },
    { "\($0.token(length: 10))_\($0.token(length: 6))-\($0.token(length: 4))" },
    // As services build them, with a name, a version, a path and a count.
    { "\($0.word().lowercased()).v2:\($0.word())/\($0.token(length: 8))" },
    // As of a trace.
    { "00-\($0.uuid().replacing("-", with: ""))-\($0.uuid().replacing("-", with: "").prefix(16))-01" },
    // As Base64 writes bytes.
    { "\($0.token(length: 9))+\($0.token(length: 10))/\($0.token(length: 2))==" },
  ]

  /// One of them.
  static func any(_ values: FreshValues) -> String {
    forms[values.integer(in: 0...forms.count - 1)](values)
  }
}

/// A message such as "Echo: {text}", with one placeholder.
struct TextTemplate: Sendable, Equatable {
  let placeholder: String
  private let before: String
  private let after: String

  /// Nil unless there is exactly one placeholder.
  init?(_ text: String) {
    let parts = text.split(separator: "{", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let rest = parts[1].split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
    guard rest.count == 2, !rest[0].isEmpty, !rest[1].contains("{") else { return nil }
    before = String(parts[0])
    placeholder = String(rest[0])
    after = String(rest[1])
  }

  func filled(with text: String) -> String { before + text + after }

  /// What stands in the placeholder's place; nil for another message.
  func value(in message: String) -> String? {
    guard message.hasPrefix(before), message.hasSuffix(after), message.count >= before.count + after.count else {
      return nil
    }
    return String(message.dropFirst(before.count).dropLast(after.count))
  }
}

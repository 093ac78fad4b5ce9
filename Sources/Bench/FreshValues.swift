internal import Base

/// Random values that a module cannot know beforehand, all drawn from one seed. Those that it sees do not reveal the
/// others.
package final class FreshValues: Sendable {
  private let generator: Locked<KeyedGenerator>

  /// Two `purpose`s of one seed give different values, so that a check gets the same values whether it runs alone or
  /// not.
  package init(seed: UInt64, purpose: String) {
    generator = Locked(KeyedGenerator(seed: seed, purpose: purpose))
  }

  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
  private static let names = ["Ada", "Alan", "Barbara", "Edsger", "Grace", "Ken", "Margaret", "Tony"]

  /// A word in capital letters, such as a stock symbol.
  package func word(length: Int = 6) -> String {
    generator.withLock { generator in
      String((0..<length).map { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ".randomElement(using: &generator) ?? "A" })
    }
  }

  /// Values for a path in all the shapes that real ones have, in any order. None of them needs percent-encoding.
  package func pathSegments() -> [String] {
    shuffled([
      word(), word().lowercased(), word(length: 3) + "." + word(length: 1), "\(integer(in: 10_000...99_999))",
      "\(token(length: 4))-\(token(length: 4))_\(token(length: 2))", token(length: 200),
    ])
  }

  /// A secret of letters in both cases and digits.
  package func token(length: Int = 24) -> String {
    let alphabet = Self.letters + Self.letters.map { Character($0.uppercased()) } + Array("0123456789")
    return generator.withLock { generator in
      String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    }
  }

  /// A text of these characters.
  package func text(of characters: String, length: Int) -> String {
    generator.withLock { generator in
      String((0..<length).compactMap { _ in characters.randomElement(using: &generator) })
    }
  }

  /// A few words that no one could guess.
  package func sentence(words: Int = 6) -> String {
    (0..<words).map { _ in word(length: 7).lowercased() }.joined(separator: " ")
  }

  /// One of a few names, so that they repeat.
  package func name() -> String {
    generator.withLock { Self.names.randomElement(using: &$0) ?? "Ada" }
  }

  package func integer(in range: ClosedRange<Int>) -> Int {
    generator.withLock { Int.random(in: range, using: &$0) }
  }

  package func shuffled<Element>(_ elements: [Element]) -> [Element] {
    generator.withLock { elements.shuffled(using: &$0) }
  }

  /// A UUID of version 4 in the usual form.
  package func uuid() -> String {
    let (high, low) = generator.withLock { ($0.next(), $0.next()) }
    var digits = Array(hexadecimal(high) + hexadecimal(low))
    digits[12] = "4"
    digits[16] = "a"
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }

  private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  package func nonce() -> String {
    let number = generator.withLock { $0.next() }
    return String(number, radix: 36)
  }

  /// An amount with two decimals, never a whole number.
  package func amount() -> Double {
    generator.withLock { generator in
      Double(Int.random(in: 1_000...99_899, using: &generator) / 100 * 100 + Int.random(in: 1...99, using: &generator))
        / 100
    }
  }
}

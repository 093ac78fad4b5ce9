internal import Base
package import Bench
package import Tracks

/// Something of an exception that a response shows.
package struct Disclosure: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Eight characters of the secret in a row, or more.
    case secret
    /// The exception's message beside the secret.
    case message(String)
    case type(String)
    case file(String)
    case traceback
  }

  package let kind: Kind
  /// Where it stands, such as "the header X-Error", and how it is written if it is not written plainly.
  package let place: String

  package init(_ kind: Kind, place: String) {
    self.kind = kind
    self.place = place
  }
}

/// What a response must not show of one exception.
package struct HiddenFault: Sendable {
  private static let window = 8

  private let secret: Set<[UInt8]>
  private let messages: [String]
  private let types: [String]
  private let files: [String]

  /// `exceptions` are those that are known to have been raised, `files` the names of the module's own source files.
  package init(secret: String, exceptions: [RaisedException], files: [String]) {
    let letters = Array(secret.lowercased().utf8)
    self.secret = Set([letters, letters.reversed(), letters.map(\.rotated)].flatMap(Self.windows))
    self.files = files
    types = Set(exceptions.compactMap(\.type).flatMap { [$0, $0.split(separator: ".").last.map(String.init) ?? $0] })
      .filter(Self.isTelling).sorted()
    messages = Set(exceptions.flatMap { Self.parts(of: $0.message, without: secret) }).sorted()
  }

  private static func windows(_ letters: [UInt8]) -> [[UInt8]] {
    letters.count < window ? [] : (0...letters.count - window).map { Array(letters[$0..<$0 + window]) }
  }

  /// The first thing that the response shows, what tells most first; nil when it shows nothing.
  package func disclosure(in answer: Answer) -> Disclosure? {
    let parts = answer.parts.map { (place: $0.place, decodings: Decodings($0.text).all) }
    func first(_ kind: Disclosure.Kind, _ isShown: ([UInt8], String) -> Bool) -> Disclosure? {
      for part in parts {
        for decoding in part.decodings where isShown(decoding.bytes, String(decoding: decoding.bytes, as: UTF8.self)) {
          return Disclosure(kind, place: part.place + (decoding.name.map { ", in \($0)" } ?? ""))
        }
      }
      return nil
    }
    if let found = first(.secret, { bytes, _ in showsSecret(bytes) }) { return found }
    if let found = first(.traceback, { _, text in Self.showsTraceback(text) }) { return found }
    for message in messages {
      if let found = first(.message(message), { _, text in text.words.contains(" \(message) ") }) { return found }
    }
    for type in types {
      if let found = first(.type(type), { _, text in text.containsName(type) }) { return found }
    }
    for file in files {
      if let found = first(.file(file), { _, text in text.containsName(file) }) { return found }
    }
    return nil
  }

  /// With whatever stands between the letters left out.
  private func showsSecret(_ bytes: [UInt8]) -> Bool {
    let letters = bytes.compactMap(\.lowercasedLetterOrDigit)
    guard letters.count >= Self.window else { return false }
    return (0...letters.count - Self.window).contains { secret.contains(Array(letters[$0..<$0 + Self.window])) }
  }

  private static func showsTraceback(_ text: String) -> Bool {
    text.contains("Traceback (most recent call last)") || text.contains(/File "[^"\n]+", line \d+/)
      || text.contains("site-packages")
  }

  /// The words of an error response that says nothing, of which a message may be made all the same.
  private static let plainWords: Set<String> = [
    "a", "an", "and", "at", "bad", "boom", "by", "contact", "could", "error", "exception", "failed", "failure", "fault",
    "for", "get", "has", "have", "http", "in", "internal", "is", "it", "later", "not", "occurred", "of", "on", "our",
    "please", "problem", "request", "server", "something", "status", "support", "the", "this", "to", "try", "again",
    "unexpected", "unhandled", "unknown", "us", "was", "we", "went", "while", "with", "wrong", "your",
  ]

  private static let plainTypeWords: Set<String> = [
    "error", "exception", "failed", "failure", "fault", "http", "internal", "problem", "request", "server",
    "unexpected",
    "unhandled", "unknown",
  ]

  private static func isTelling(_ type: String) -> Bool {
    !type.splitAtCapitals.allSatisfy { plainTypeWords.contains($0.lowercased()) }
  }

  /// What stands before and behind the secret, in lower-case words; nothing that an error response may say anyway.
  private static func parts(of message: String, without secret: String) -> [String] {
    let letters = Array(message.lowercased())
    let hidden = Array(secret.lowercased())
    var pieces: [[Character]] = [[]]
    var index = 0
    while index < letters.count {
      if !hidden.isEmpty, letters[index...].starts(with: hidden) {
        pieces.append([])
        index += hidden.count
      } else {
        pieces[pieces.count - 1].append(letters[index])
        index += 1
      }
    }
    return pieces.map { String($0).words.trimmingBlanks }.filter { piece in
      let words = piece.split(separator: " ").map(String.init)
      return words.count > 1 && piece.count >= window && !words.allSatisfy { plainWords.contains($0) }
    }
  }
}

extension Answer {
  /// Each header, each text in a JSON body, and the whole body, with the words for it.
  fileprivate var parts: [(place: String, text: String)] {
    let fields = headers.flatMap {
      [("its header \($0.name)", $0.value), ("the name of its header \($0.name)", $0.name)]
    }
    return fields + (json.map { $0.texts(at: "") } ?? []) + [("its body", body)]
  }
}

extension JSONValue {
  fileprivate func texts(at path: String) -> [(place: String, text: String)] {
    switch self {
    case .text(let text): [(path.isEmpty ? "its body" : "its field \"\(path)\"", text)]
    case .list(let values): values.flatMap { $0.texts(at: path) }
    case .object(let fields):
      fields.sorted { $0.key < $1.key }.flatMap { $0.value.texts(at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    default: []
    }
  }
}

extension UInt8 {
  /// As ROT13 has it.
  fileprivate var rotated: UInt8 {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= self ? (self - 97 + 13) % 26 + 97 : self
  }

  fileprivate var lowercasedLetterOrDigit: UInt8? {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): self
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): self + 32
    default: nil
    }
  }
}

extension String {
  /// Its words in lower case, with one blank around each.
  fileprivate var words: String {
    " " + lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ") + " "
  }

  fileprivate var trimmingBlanks: String { String(trimmingPrefix(" ").reversed().trimmingPrefix(" ").reversed()) }

  /// True when the name stands there and is no part of a longer one.
  fileprivate func containsName(_ name: String) -> Bool {
    ranges(of: name).contains { range in
      let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
      let after = range.upperBound == endIndex ? nil : self[range.upperBound]
      return ![before, after].contains { $0.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
    }
  }

  /// "GatewayError" as "Gateway" and "Error".
  fileprivate var splitAtCapitals: [String] {
    reduce(into: [String]()) { parts, letter in
      if letter.isUppercase || parts.isEmpty { parts.append("") }
      parts[parts.count - 1].append(letter)
    }
  }
}

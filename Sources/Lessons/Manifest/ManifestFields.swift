internal import Base

/// The fields of one mapping, taken one by one. Any that are left at the end are errors, because they are misspelt.
package struct ManifestFields {
  private let what: String
  private let place: SourceLine
  private let fields: [String: ManifestNode]
  private let keys: [Located<String>]
  /// Every key that was asked for, whether the mapping has it or not.
  package private(set) var asked: [String] = []

  package init(_ node: ManifestNode, _ what: String) throws {
    guard case .fields(let fields) = node.value else {
      throw ManifestError("\(what) must be a mapping of keys to values", at: node.place)
    }
    self.what = what
    place = node.place
    keys = fields.map(\.key)
    self.fields = Dictionary(fields.map { ($0.key.value, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  package mutating func optional(_ key: String) -> ManifestNode? {
    asked.append(key)
    guard let node = fields[key] else { return nil }
    if case .null = node.value { return nil }
    return node
  }

  package mutating func required(_ key: String) throws -> ManifestNode {
    guard let node = optional(key) else {
      throw misspelling(of: key) ?? ManifestError("\(what) needs '\(key)'", at: place)
    }
    return node
  }

  /// The error of a mapping that has another key instead of `key`, which differs by a letter or two.
  private func misspelling(of key: String) -> ManifestError? {
    guard fields[key] == nil else { return nil }
    let strangers = keys.filter { !asked.contains($0.value) }
    let nearest = Spelling.nearest(to: key, among: strangers.map(\.value).filter { abs($0.count - key.count) < 2 })
    guard key.count > 3, let stranger = strangers.first(where: { $0.value == nearest }) else { return nil }
    return ManifestError("\(what) has no key '\(stranger.value)'; do you mean '\(key)'?", at: stranger.place)
  }

  package mutating func text(_ key: String) throws -> String {
    try required(key).text("'\(key)'")
  }

  package mutating func text(_ key: String, default: String) throws -> String {
    try optional(key)?.text("'\(key)'") ?? `default`
  }

  package mutating func texts(_ key: String) throws -> [String] {
    try optional(key)?.list("'\(key)'").map { try $0.text("an entry of '\(key)'") } ?? []
  }

  package mutating func integer(_ key: String, in range: ClosedRange<Int>, default: Int) throws -> Int {
    guard let node = optional(key) else { return `default` }
    let number = try node.convert("'\(key)'", to: Int.self, named: "a whole number")
    guard range.contains(number) else {
      throw ManifestError(
        "'\(key)' must be between \(range.lowerBound) and \(range.upperBound), but is \(number)", at: node.place)
    }
    return number
  }

  /// Takes 'format_version', and throws when it is another one than `known`.
  package mutating func formatVersion(_ known: Int) throws {
    let version = try required("format_version")
    guard try version.text("'format_version'") == String(known) else {
      throw ManifestError(
        "'format_version' must be \(known), which is the one that this pitfall reads", at: version.place)
    }
  }

  package mutating func flag(_ key: String) throws -> Bool {
    try optional(key)?.convert("'\(key)'", to: Bool.self, named: "true or false") ?? false
  }

  /// Call this after all known keys are taken; throws when there is another one.
  package func end() throws {
    guard let stranger = keys.first(where: { !asked.contains($0.value) }) else { return }
    throw ManifestError(
      "\(what) has no key '\(stranger.value)'; it knows \(asked.sorted().joined(separator: ", "))",
      at: stranger.place)
  }
}

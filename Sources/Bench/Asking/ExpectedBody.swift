package import Base
package import Lessons

/// The fields that a response must have: fixed texts, true or false, or "{name}" for a value of this very request.
package struct ExpectedBody: Sendable {
  private let fields: [(name: String, template: String)]

  package init(_ node: ManifestNode) throws {
    guard case .fields(let pairs) = node.value else {
      throw ManifestError("'body' must name the fields of the response", at: node.place)
    }
    fields = try pairs.map { ($0.key.value, try $0.value.text("'\($0.key.value)'")) }
  }

  /// The fields with each placeholder replaced; a response may have further fields.
  package func filled(with values: [String: JSONValue]) -> [String: JSONValue] {
    Dictionary(
      fields.map { name, template in
        let isPlaceholder = template.hasPrefix("{") && template.hasSuffix("}")
        let value = isPlaceholder ? values[String(template.dropFirst().dropLast())] : nil
        return (name, value ?? Bool(template).map { .flag($0) } ?? .text(template))
      },
      uniquingKeysWith: { first, _ in first })
  }

  /// The first field of `body`, of those for a value of the request, that has a text or a number; nil when none has.
  package func value(in body: JSONValue) -> (field: String, value: JSONValue)? {
    fields.lazy.filter { $0.template.hasPrefix("{") && $0.template.hasSuffix("}") }.compactMap { name, _ in
      switch body[name] {
      case .text(let text)? where !text.isEmpty: (name, .text(text))
      case .number(let number)?: (name, .number(number))
      default: nil
      }
    }.first
  }

  /// The first field of `body` that differs; nil when all are as expected.
  package func difference(_ body: JSONValue, _ values: [String: JSONValue]) -> FieldDifference? {
    FieldDifference.first(in: body, from: filled(with: values))
  }
}

/// A field of a response that is not what it must be; `found` is nil when it is missing.
package struct FieldDifference: Sendable, Equatable {
  package let field: String
  package let expected: JSONValue
  package let found: JSONValue?

  package init(field: String, expected: JSONValue, found: JSONValue?) {
    self.field = field
    self.expected = expected
    self.found = found
  }

  /// The first of `fields`, by name, that `body` lacks or has with another value.
  static func first(in body: JSONValue, from fields: [String: JSONValue]) -> FieldDifference? {
    fields.sorted { $0.key < $1.key }.lazy
      .map { FieldDifference(field: $0.key, expected: $0.value, found: body[$0.key]) }
      .first { $0.expected != $0.found }
  }
}
